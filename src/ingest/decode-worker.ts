import { parentPort } from 'node:worker_threads';
import { Decoder } from './decode.ts';
import type { FromDecoder, ToDecoder } from './messages.ts';

// The thread that reads and decodes; the writer is the thread that started it.
const port = parentPort;
if (port === null) throw new Error('decode-worker is started as a worker');

const say = (message: FromDecoder): void => port.postMessage(message);
let decoder: Decoder | null = null;

port.on('message', (message: ToDecoder) => {
  if (message.type === 'start') {
    decoder = new Decoder(message.options, say);
    return;
  }
  if (decoder === null) throw new Error(`${message.type} came before the start`);
  if (message.type !== 'read') {
    decoder.handle(message);
    return;
  }
  decoder.readAll(message.paths, message.newestDayFirst, message.finished).catch((error: unknown) => {
    say({ type: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  });
});
