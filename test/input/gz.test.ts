import { readdir } from 'node:fs/promises';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/input/log-input.ts';
import { manyLines, onlyLog, put, read, tempFolder, textOf, walk } from './folder.ts';

const NAME = 'HttpProxy_2023010601-1.LOG.gz';
const TEXT = manyLines(60_000);

describe('a .gz', () => {
  it('gives the bytes of the log, from any offset', async () => {
    const gz = gzipSync(TEXT);
    const log = await onlyLog(await put(await tempFolder(), NAME, gz));
    expect(log).toMatchObject({ name: NAME, container: 'gz', size: null, storedSize: gz.length });
    expect(await textOf(log)).toBe(TEXT);
    for (const from of [1, 70_000, 1_000_000, TEXT.length])
      expect(await textOf(log, from)).toBe(TEXT.slice(from));
    expect(await textOf(log, TEXT.length + 1)).toBe('');
  });

  it('may be several put together', async () => {
    const gz = Buffer.concat([gzipSync('one\n'), gzipSync('two\n')]);
    expect(await textOf(await onlyLog(await put(await tempFolder(), 'x.gz', gz)))).toBe('one\ntwo\n');
  });

  // Several lengths, since what is left over at the end waits in other places when it is short.
  it.each([
    [5000, 0],
    [5000, 20],
    [40_000, 20],
    [60_000, 20],
    [80_000, 20],
    [100_000, 20],
  ])(
    'gives all that is there when it lacks %i bytes, to a reader that waits %i ms',
    async (lacking, wait) => {
      const cut = gzipSync(TEXT).subarray(0, -lacking);
      const path = await put(await tempFolder(), NAME, cut);
      const log = await onlyLog(path);
      const chunks: Buffer[] = [];
      const reading = (async () => {
        for await (const chunk of await log.open()) {
          chunks.push(chunk);
          if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
        }
      })();
      await expect(reading).rejects.toThrow(/ends too early.*Copy it again/);
      await expect(reading).rejects.toMatchObject({ name: 'InputError', path });
      const all = gunzipSync(cut, { finishFlush: constants.Z_SYNC_FLUSH });
      expect(all.length).toBeGreaterThan(TEXT.length / 2);
      expect(Buffer.concat(chunks).equals(all)).toBe(true);
    },
  );

  it('fails in words when it is damaged', async () => {
    const gz = gzipSync(TEXT);
    const middle = gz.length >> 1;
    gz.fill(0xff, middle, middle + 100);
    const { failure, bytes } = await read(await onlyLog(await put(await tempFolder(), NAME, gz)));
    expect(failure).toBeInstanceOf(InputError);
    expect(failure).toMatchObject({ message: expect.stringMatching(/damaged/) });
    expect(bytes.length).toBeGreaterThan(TEXT.length / 4);
  });

  it('is a problem when it is none, and passed over when it holds no text', async () => {
    const root = await tempFolder();
    await put(root, 'plain.gz', 'not compressed');
    await put(root, 'binary.gz', gzipSync(Buffer.from([1, 2, 0, 3])));
    const { logs, problems } = await walk(root);
    expect(logs).toEqual([]);
    expect(problems.map(({ problem }) => problem)).toEqual([expect.stringMatching(/damaged/)]);
  });

  it('is not read on when its reader breaks off', async () => {
    // 200 MB of text in 200 kB: were it not for back pressure, all of it would be held here.
    const gz = gzipSync(Buffer.alloc(200_000_000, 'a line of text\n'));
    const log = await onlyLog(await put(await tempFolder(), 'bomb.log.gz', gz));
    const before = process.memoryUsage().arrayBuffers;
    let seen = 0;
    for await (const chunk of await log.open()) {
      seen += chunk.length;
      await new Promise((resolve) => setTimeout(resolve, 2));
      if (seen > 10_000_000) break;
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60_000_000);
  });

  it.runIf(process.platform === 'linux')('leaves no file open', async () => {
    const gz = gzipSync(TEXT);
    const root = await tempFolder();
    const whole = await onlyLog(await put(root, 'x.log.gz', gz));
    const cut = await onlyLog(await put(root, NAME, gz.subarray(0, 1000)));
    const before = (await readdir('/proc/self/fd')).length;
    for (let round = 0; round < 20; round += 1) {
      for await (const _ of await whole.open()) break;
      await read(whole);
      await read(cut);
    }
    expect((await readdir('/proc/self/fd')).length).toBeLessThan(before + 10);
  });
});
