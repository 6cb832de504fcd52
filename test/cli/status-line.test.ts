import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { StatusLine } from '../../src/cli/status-line.ts';
import { terminal } from './tail/terminal.ts';

const CLEAR = '\r\u001b[K';

describe('the status line', () => {
  test('is rewritten in place, cut to the terminal, and makes room for lines above it', () => {
    const { stream, text } = terminal(10);
    const status = new StatusLine(stream);
    status.show('reading 12%');
    status.show('reading 12%');
    status.above(() => stream.write('a line\n'));
    status.show('');
    status.above(() => stream.write('another\n'));
    stream.read();
    expect(text()).toBe(`${CLEAR}reading …${CLEAR}a line\n${CLEAR}reading …${CLEAR}another\n`);
  });

  test('is not there without a terminal', () => {
    const stream = new PassThrough();
    const status = new StatusLine(stream);
    status.show('reading');
    status.above(() => stream.write('a line\n'));
    expect(String(stream.read())).toBe('a line\n');
  });
});
