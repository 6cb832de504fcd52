import { PassThrough } from 'node:stream';
import { WriteStream } from 'node:tty';

/** A stream that is taken for a terminal, and what was written to it. */
export function terminal(columns = 160, env: NodeJS.ProcessEnv = {}) {
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    columns,
    // What a real terminal answers, here for this environment.
    getColorDepth: () => WriteStream.prototype.getColorDepth({ TERM: 'xterm-256color', ...env }),
  });
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return { stream, text: () => text };
}
