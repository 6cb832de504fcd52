import { mkdir, open, rm, symlink } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isProblem } from '../../src/input/log-input.ts';
import { findLogs } from '../../src/input/walk.ts';
import { put, tempFolder, textOf, walk } from './folder.ts';
import { makeZip } from './make-zip.ts';

const NUL = Buffer.from([0x45, 0x6c, 0x66, 0, 1]);

describe('findLogs in folders', () => {
  it('finds logs in the order of their hours, over all folders', async () => {
    const root = await tempFolder();
    await put(root, 'b/HttpProxy_2023010601-2.LOG', 'two');
    await put(root, 'b/HttpProxy_2023010601-10.LOG', 'ten');
    await put(root, 'a/deep/er/MapiHttp_2023010602-1.LOG', 'later');
    await put(root, 'a/HttpProxy_2023010601-1.LOG', 'one');
    await put(root, 'notes.txt', 'text');
    const { logs, problems } = await walk(root);
    expect(problems).toEqual([]);
    expect(await Promise.all(logs.map((log) => textOf(log)))).toEqual(['one', 'two', 'ten', 'later', 'text']);
    expect(logs[0]).toMatchObject({
      path: join(root, 'a', 'HttpProxy_2023010601-1.LOG'),
      name: 'HttpProxy_2023010601-1.LOG',
      size: 3,
      storedSize: 3,
      container: 'file',
    });
    expect(Math.abs(Date.now() - (logs[0]?.modifiedMs ?? 0))).toBeLessThan(60_000);
  });

  it('passes over databases and binary files, but not UTF-16 nor a spoilt log', async () => {
    const root = await tempFolder();
    for (const name of ['m.db', 'm.db-wal', 'M.DB-shm']) await put(root, name, 'text');
    await put(root, 'tool.exe', NUL);
    await put(root, 'late.bin', Buffer.concat([Buffer.alloc(4095, 'a'), NUL.subarray(3)]));
    await put(root, 'HttpProxy_2023010601-1.LOG', Buffer.alloc(100));
    await put(root, 'utf16.log', Buffer.from('\ufeffDateTime', 'utf16le'));
    const skipped: string[] = [];
    const { logs, problems } = await walk(root, { onSkipped: (path) => skipped.push(basename(path)) });
    expect(logs.map(({ name }) => name)).toEqual(['HttpProxy_2023010601-1.LOG', 'utf16.log']);
    expect(problems).toEqual([]);
    expect(skipped.toSorted()).toEqual(['M.DB-shm', 'late.bin', 'm.db', 'm.db-wal', 'tool.exe']);
  });

  it('finds names of any script and with blanks', async () => {
    const root = await tempFolder();
    const names = ['журнал 1.log', 'ログ.log', 'naïve [x] & %PATH%.log', '😀.log'];
    for (const name of names) await put(root, join('Ordner für Ü', name), name);
    const { logs } = await walk(root);
    expect((await Promise.all(logs.map((log) => textOf(log)))).toSorted()).toEqual(names.toSorted());
  });

  it('ends loops of links and gives one file once', async () => {
    const root = await tempFolder();
    const path = await put(root, 'a/b/HttpProxy_2023010601-1.LOG', 'x');
    await symlink(root, join(root, 'a', 'b', 'loop'), 'junction');
    await symlink(join(root, 'a'), join(root, 'again'), 'junction');
    // Windows lets only some users make links to files.
    if (process.platform !== 'win32') await symlink(path, join(root, 'HttpProxy_2023010602-1.LOG'));
    const { logs, problems } = await walk([root, join(root, 'a', 'b'), path, join(root, 'again', 'b'), root]);
    expect(problems).toEqual([]);
    expect(logs).toHaveLength(1);
  });

  it('keeps the path by which a linked folder was named', async () => {
    const root = await tempFolder();
    await put(root, 'real/HttpProxy_2023010601-1.LOG', 'x');
    await symlink(join(root, 'real'), join(root, 'link'), 'junction');
    const { logs } = await walk(join(root, 'link'));
    expect(logs.map(({ path }) => relative(root, path))).toEqual([
      join('link', 'HttpProxy_2023010601-1.LOG'),
    ]);
  });

  it.skipIf(process.platform === 'win32')('reports a link to nowhere and goes on', async () => {
    const root = await tempFolder();
    await symlink(join(root, 'gone'), join(root, 'dangling.log'));
    await symlink(join(root, 'self.log'), join(root, 'self.log'));
    await put(root, 'x.log', 'x');
    const { logs, problems } = await walk(root);
    expect(logs).toHaveLength(1);
    expect(problems.map(({ path }) => basename(path)).toSorted()).toEqual(['dangling.log', 'self.log']);
  });

  it('says nothing of a file that Exchange deletes meanwhile', async () => {
    const root = await tempFolder();
    for (let hour = 0; hour < 24; hour += 1)
      for (let file = 1; file < 5; file += 1)
        await put(root, `HttpProxy_20230106${String(hour).padStart(2, '0')}-${file}.LOG`, 'x');
    const names: string[] = [];
    for await (const found of findLogs([root])) {
      expect(isProblem(found)).toBe(false);
      names.push(basename(found.path));
      await rm(join(root, 'HttpProxy_2023010623-4.LOG'), { force: true });
    }
    expect(names).toHaveLength(95);
  });

  it('walks 10,000 files quickly', async () => {
    const root = await tempFolder();
    await mkdir(join(root, 'many'));
    for (let file = 0; file < 10_000; file += 1) {
      const handle = await open(join(root, 'many', `HttpProxy_2023010601-${file}.LOG`), 'w');
      await handle.close();
    }
    const start = performance.now();
    const { logs } = await walk(root);
    expect(logs.map(({ name }) => name)).toEqual(
      Array.from({ length: 10_000 }, (_, file) => `HttpProxy_2023010601-${file}.LOG`),
    );
    // It takes a fraction of a second; the limit only catches work that grows with the square.
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe('findLogs with what users name', () => {
  it('reports what is missing, says what to do, and goes on', async () => {
    const root = await tempFolder();
    await put(root, 'x.log', 'x');
    const missing = join(root, 'nowhere');
    const { logs, problems } = await walk([missing, '', join(root, '*.log'), join(root, 'x.log', 'y'), root]);
    expect(logs).toHaveLength(1);
    expect(problems.map(({ path }) => path)).toEqual([
      missing,
      process.cwd(),
      join(root, '*.log'),
      join(root, 'x.log', 'y'),
    ]);
    expect(problems[0]?.problem).toMatch(/No such file or folder\. Check/);
    expect(problems[1]?.problem).toMatch(/empty/);
    expect(problems[2]?.problem).toMatch(/Name the folder/);
  });

  it('expands pasted paths and takes relative ones from cwd', async () => {
    const root = await tempFolder();
    await put(root, 'Logging/x.log', 'x');
    const env = { ExchangeInstallPath: root };
    const { logs } = await walk('"%ExchangeInstallationspfad%Logging"', { env });
    expect(logs.map(({ path }) => path)).toEqual([join(root, 'Logging', 'x.log')]);
    expect((await walk('Logging', { cwd: root, env: {} })).logs[0]?.path).toBe(
      join(root, 'Logging', 'x.log'),
    );
  });

  it.skipIf(process.platform === 'win32')('says that a Windows path does not exist here', async () => {
    const { problems } = await walk(['\\\\EXCH01\\c$\\logs', '%ExchangeInstallPath%Logging'], { env: {} });
    expect(problems.map(({ path }) => path)).toEqual([
      '\\\\EXCH01\\c$\\logs',
      'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\Logging',
    ]);
    expect(problems[0]?.problem).toMatch(/Windows path/);
  });

  it('takes a name with % for itself when it exists', async () => {
    const root = await tempFolder();
    const path = await put(root, '100%temp%.log', 'x');
    expect((await walk(path, { env: { temp: 'elsewhere' } })).logs.map((log) => log.path)).toEqual([path]);
  });

  it('does not pass over in silence a file that was named', async () => {
    const root = await tempFolder();
    const { problems } = await walk([await put(root, 'a.exe', NUL), await put(root, 'b.db', 'x')]);
    expect(problems.map(({ problem }) => problem)).toEqual([
      expect.stringMatching(/binary/),
      expect.stringMatching(/database/),
    ]);
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'reports what may not be read',
    async () => {
      const root = await tempFolder();
      await mkdir(join(root, 'closed'), { mode: 0 });
      const { problems } = await walk(root);
      expect(problems[0]?.problem).toMatch(/Permission denied\. Run as/);
    },
  );

  it('finds a named archive once', async () => {
    const root = await tempFolder();
    const zip = await put(root, 'logs.zip', makeZip([{ name: 'x.log', data: 'x' }]));
    expect((await walk([zip, root, zip])).logs.map(({ path }) => path)).toEqual([`${zip}!x.log`]);
  });
});
