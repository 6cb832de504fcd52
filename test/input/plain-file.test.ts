import { appendFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHUNK_BYTES, FIRST_CHUNK } from '../../src/input/file-chunks.ts';
import { InputError } from '../../src/input/log-input.ts';
import { onlyLog, put, read, tempFolder, textOf } from './folder.ts';

describe('a plain file', () => {
  it('comes in chunks of bounded size, complete', async () => {
    const data = Buffer.alloc(FIRST_CHUNK + 2 * CHUNK_BYTES + 12_345, 'line of a log\r\n');
    const log = await onlyLog(await put(await tempFolder(), 'big.log', data));
    const chunks: Buffer[] = [];
    for await (const chunk of await log.open()) chunks.push(chunk);
    expect(chunks.map(({ length }) => length)).toEqual([FIRST_CHUNK, CHUNK_BYTES, CHUNK_BYTES, 12_345]);
    expect(Buffer.concat(chunks).equals(data)).toBe(true);
  });

  it('is read on from an offset after it grew', async () => {
    const path = await put(await tempFolder(), 'HttpProxy_2023010601-1.LOG', 'one\r\n');
    const log = await onlyLog(path);
    expect(await textOf(log)).toBe('one\r\n');
    await appendFile(path, 'two\r\n');
    expect(await textOf(log, 5)).toBe('two\r\n');
    expect(await textOf(log)).toBe('one\r\ntwo\r\n');
    expect(await textOf(log, 10)).toBe('');
    expect(await textOf(log, 99)).toBe('');
  });

  it('shows what is appended while it is read', async () => {
    const path = await put(await tempFolder(), 'x.log', 'one');
    const log = await onlyLog(path);
    let text = '';
    for await (const chunk of await log.open()) {
      text += chunk.toString();
      if (text === 'one') await appendFile(path, 'two');
    }
    expect(text).toBe('onetwo');
  });

  it('is read without harm by several at once', async () => {
    const data = Buffer.alloc(3 * CHUNK_BYTES, 'abcdefg');
    const log = await onlyLog(await put(await tempFolder(), 'x.log', data));
    const readers = await Promise.all([read(log), read(log, CHUNK_BYTES), read(log)]);
    expect(readers.map(({ bytes }) => bytes.length)).toEqual([data.length, 2 * CHUNK_BYTES, data.length]);
  });

  it('fails in words when it is gone', async () => {
    const path = await put(await tempFolder(), 'HttpProxy_2023010601-1.LOG', 'x');
    const log = await onlyLog(path);
    await rm(path);
    const { failure } = await read(log);
    expect(failure).toBeInstanceOf(InputError);
    expect(failure).toMatchObject({ path, message: expect.stringMatching(/^No such file/) });
  });

  it.runIf(process.platform === 'linux')(
    'is closed after reading, also when broken off or not begun',
    async () => {
      const log = await onlyLog(await put(await tempFolder(), 'x.log', 'a small log'));
      const before = (await readdir('/proc/self/fd')).length;
      for (let round = 0; round < 20; round += 1) {
        await log.open();
        for await (const _ of await log.open()) break;
        await read(log);
      }
      expect((await readdir(join('/proc', 'self', 'fd'))).length).toBeLessThan(before + 10);
    },
  );
});
