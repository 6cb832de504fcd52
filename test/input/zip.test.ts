import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/input/log-input.ts';
import { manyLines, onlyLog, put, read, tempFolder, textOf, walk } from './folder.ts';
import { makeZip, type TestMember } from './make-zip.ts';

const TEXT = manyLines(30_000);
const putZip = async (members: TestMember[]): Promise<string> =>
  put(await tempFolder(), 'logs.zip', makeZip(members));

describe('a .zip', () => {
  it('gives its logs in the order of their hours, deflated, stored or .gz', async () => {
    const path = await putZip([
      { name: 'EXCH01/Logging/', data: '', method: 0 },
      { name: 'EXCH01/Logging/MapiHttp_2023010602-1.LOG.gz', data: gzipSync(TEXT) },
      { name: 'EXCH01/Logging/HttpProxy_2023010601-10.LOG', data: 'ten', method: 0 },
      { name: 'EXCH01/Logging/HttpProxy_2023010601-2.LOG', data: TEXT },
      { name: 'Ünïcode 日志.log', data: 'unicode' },
    ]);
    const { logs, problems } = await walk(path);
    expect(problems).toEqual([]);
    expect(logs.map((log) => log.path.slice(path.length))).toEqual([
      '!EXCH01/Logging/HttpProxy_2023010601-2.LOG',
      '!EXCH01/Logging/HttpProxy_2023010601-10.LOG',
      '!EXCH01/Logging/MapiHttp_2023010602-1.LOG.gz',
      '!Ünïcode 日志.log',
    ]);
    expect(logs.map(({ size }) => size)).toEqual([TEXT.length, 3, null, 7]);
    expect(logs[0]).toMatchObject({ container: 'zip', name: 'HttpProxy_2023010601-2.LOG' });
    expect(new Date(logs[0]?.modifiedMs ?? 0).getFullYear()).toBe(2023);
    expect(await Promise.all(logs.map((log) => textOf(log)))).toEqual([TEXT, 'ten', TEXT, 'unicode']);
    for (const log of logs) expect(await textOf(log, 2)).toBe((await textOf(log)).slice(2));
    for (const from of [500_000, TEXT.length, TEXT.length + 1])
      expect(await Promise.all(logs.map((log) => textOf(log, from)))).toEqual([
        TEXT.slice(from),
        '',
        TEXT.slice(from),
        '',
      ]);
  });

  it('never lets an inner name touch the disk, and reads the log all the same', async () => {
    const path = await putZip([
      { name: '../../../evil.log', data: 'dots' },
      { name: '..\\..\\back.log', data: 'backslashes' },
      { name: '/etc/absolute.log', data: 'absolute' },
      { name: 'C:\\Windows\\drive.log', data: 'drive' },
      { name: 'esc\u001b[31m.log', data: 'escape' },
    ]);
    const { logs } = await walk(path);
    expect(logs.map((log) => [log.path.slice(path.length), log.name])).toEqual([
      ['!/etc/absolute.log', 'absolute.log'],
      ['!../../back.log', 'back.log'],
      ['!C:/Windows/drive.log', 'drive.log'],
      ['!esc\ufffd[31m.log', 'esc\ufffd[31m.log'],
      ['!../../../evil.log', 'evil.log'],
    ]);
    expect(await Promise.all(logs.map((log) => textOf(log)))).toEqual([
      'absolute',
      'backslashes',
      'drive',
      'escape',
      'dots',
    ]);
    expect(await readdir(dirname(path))).toEqual([basename(path)]);
  });

  it('gives members of one name different paths', async () => {
    const path = await putZip([
      { name: 'x.log', data: '1' },
      { name: 'x.log', data: '2' },
    ]);
    expect((await walk(path)).logs.map((log) => log.path)).toEqual([`${path}!x.log`, `${path}!x.log#2`]);
  });

  it('reports members that cannot be read, and goes on', async () => {
    const path = await putZip([
      { name: 'a-locked.log', data: 'x', flags: 1 },
      { name: 'b-deflate64.log', data: 'x', method: 9 },
      { name: 'c-inner.zip', data: makeZip([]) },
      { name: 'd-odd.log', data: 'x', method: 77 },
      { name: 'e-good.log', data: 'good' },
      { name: 'f-program.exe', data: Buffer.from([1, 0, 2]) },
      { name: 'g-link.log', data: '/etc/passwd', mode: 0o120777 },
      { name: '__MACOSX/._HttpProxy_2023010601-1.LOG', data: 'resource' },
      { name: 'tool.db', data: 'x' },
    ]);
    const { logs, problems } = await walk(path);
    expect(logs.map(({ name }) => name)).toEqual(['e-good.log']);
    expect(problems.map((found) => [found.path.slice(path.length + 1), found.problem])).toEqual([
      ['a-locked.log', expect.stringMatching(/encrypted.*password/)],
      ['b-deflate64.log', expect.stringMatching(/Deflate64.*Unpack/)],
      ['c-inner.zip', expect.stringMatching(/archive in an archive/i)],
      ['d-odd.log', expect.stringMatching(/method 77/)],
    ]);
  });

  it.each<[string, Partial<TestMember>, RegExp]>([
    ['other bytes than it had', { crc: 1 }, /checksum/],
    ['fewer bytes than declared', { size: 1_000_000_000 }, /cut short/],
    ['more bytes than declared', { size: 1000 }, /longer than the archive says/],
    ['more bytes than declared, stored', { size: 5, method: 0 }, /longer than the archive says/],
    ['other bytes, stored', { crc: 1, method: 0 }, /checksum/],
    ['other bytes, when read from an offset', { crc: 1 }, /checksum/],
  ])('finds a member with %s', async (title, wrong, message) => {
    const path = await putZip([{ name: 'HttpProxy_2023010601-1.LOG', data: TEXT, ...wrong }]);
    const { failure } = await read(await onlyLog(path), title.includes('offset') ? 1000 : 0);
    expect(failure).toBeInstanceOf(InputError);
    expect(failure).toMatchObject({
      message: expect.stringMatching(message),
      path: `${path}!HttpProxy_2023010601-1.LOG`,
    });
  });

  it('reports an archive that is damaged, with a folder around it', async () => {
    const root = await tempFolder();
    const zip = makeZip([
      { name: 'one.log', data: TEXT },
      { name: 'two.log', data: TEXT },
    ]);
    await put(root, 'cut.zip', zip.subarray(0, zip.length - 30));
    await put(root, 'empty.zip', '');
    await put(root, 'text.zip', 'no archive at all');
    const directory = Buffer.from(zip);
    directory.fill(0, directory.lastIndexOf('PK\x01\x02'), directory.lastIndexOf('PK\x01\x02') + 20);
    await put(root, 'directory.zip', directory);
    await put(root, 'x.log', 'x');
    const { logs, problems } = await walk(root);
    // What the directory lists before its damage can still be read.
    expect(logs.map((log) => log.path.slice(root.length + 1))).toEqual(['directory.zip!one.log', 'x.log']);
    expect(problems.map(({ path }) => basename(path))).toEqual([
      'cut.zip',
      'directory.zip',
      'empty.zip',
      'text.zip',
    ]);
    for (const { problem } of problems) expect(problem).toMatch(/damaged or incomplete.*Copy it again/);
  });

  it('reports damaged data of a member, with the bytes before it', async () => {
    const zip = makeZip([{ name: 'HttpProxy_2023010601-1.LOG', data: TEXT }]);
    const middle = zip.length >> 1;
    zip.fill(0xff, middle, middle + 100);
    const { failure, bytes } = await read(await onlyLog(await put(await tempFolder(), 'x.zip', zip)));
    expect(failure).toBeInstanceOf(InputError);
    expect(bytes.length).toBeGreaterThan(TEXT.length / 4);
  });

  it('refuses members that share their data', async () => {
    const first: TestMember = { name: '0.log', data: TEXT };
    const others = Array.from({ length: 50 }, (_, n) => ({
      ...first,
      name: `${n + 1}.log`,
      sharesDataOf: 0,
    }));
    const { logs, problems } = await walk(await putZip([first, ...others]));
    expect(logs.length).toBeLessThan(3);
    expect(problems.map(({ problem }) => problem)).toEqual([
      expect.stringMatching(/more data than the archive has/),
    ]);
  });

  it.runIf(process.platform === 'linux')('leaves no file open', async () => {
    const path = await putZip([
      { name: 'x.log', data: TEXT },
      { name: 'y.log', data: TEXT, method: 0 },
      { name: 'z.log', data: TEXT, crc: 1 },
    ]);
    const before = (await readdir(join('/proc', 'self', 'fd'))).length;
    for (let round = 0; round < 10; round += 1) {
      for (const log of (await walk(path)).logs) {
        for await (const _ of await log.open()) break;
        await read(log);
      }
    }
    expect((await readdir('/proc/self/fd')).length).toBeLessThan(before + 10);
  });
});
