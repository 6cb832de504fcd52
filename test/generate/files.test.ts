import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { generate } from '../../src/generate/generate.ts';
import { LogFolder } from '../../src/generate/log-folder.ts';
import { field, proxyField, timeSpan } from '../../src/generate/log-values.ts';
import { logFiles, rowsOf, scratchFolder, value, written } from './written-logs.ts';

const style = {
  kind: 'http_proxy' as const,
  prefix: 'HttpProxy_',
  logType: 'HttpProxy Logs',
  columns: ['DateTime', 'Value'],
  bareHeader: true,
  version: '15.02.2562.017',
};
const at = (time: string): number => Date.parse(`2026-03-04T${time}Z`);

describe('log files', () => {
  it('roll with each UTC hour and above their size; the instance starts again each hour', () => {
    const folder = scratchFolder();
    const log = new LogFolder(folder, style, 400);
    for (const time of ['08:59:58.000', '08:59:59.000', '09:00:00.000', '09:10:00.000']) {
      for (let row = 0; row < 3; row += 1) log.append(at(time), `${time},${'x'.repeat(100)}`);
    }
    log.close();
    expect(logFiles(folder).map((file) => path.basename(file))).toEqual([
      'HttpProxy_2026030408-1.LOG',
      'HttpProxy_2026030408-2.LOG',
      'HttpProxy_2026030409-1.LOG',
      'HttpProxy_2026030409-2.LOG',
    ]);
    expect([log.files, log.lines]).toEqual([4, 12]);
    const sizes = logFiles(folder).map((file) => readFileSync(file).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(log.bytes);
  });

  it('start with a bare header and six lines, and end every line with CR LF', async () => {
    const { out } = await written({ scenarios: ['clean_day'], clients: 8, hours: 0.1, noise: 0.2 });
    const files = logFiles(out);
    expect(files.length).toBe(4);
    for (const file of files) {
      const text = readFileSync(file, 'utf8');
      expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      expect(text.endsWith('\r\n')).toBe(true);
      const lines = text.split('\r\n');
      expect(lines[1]).toBe('#Software: Microsoft Exchange Server');
      expect(lines[2]).toBe('#Version: 15.02.2562.017');
      expect(lines[3]).toMatch(/^#Log-type: (HttpProxy|MapiHttp) Logs$/);
      expect(lines[4]).toMatch(/^#Date: 2026-03-04T00:\d\d:\d\d\.\d{3}Z$/);
      expect(lines[5]).toBe(`#Fields: ${lines[0]}`);
      expect(lines[6]).toMatch(/^2026-03-04T00:/);
    }
  });

  it('start with a byte order mark and five lines in the classic back-end logs', async () => {
    const { out } = await written({
      scenarios: ['clean_day'],
      clients: 3,
      hours: 0.2,
      noise: 0,
      layout: '2013',
    });
    const classic = logFiles(out).filter((file) => !file.includes('HttpProxy'));
    expect(classic.map((file) => path.basename(path.dirname(file))).sort()).toContain(
      'MAPI AddressBook Service',
    );
    for (const file of classic) {
      expect([...readFileSync(file).subarray(0, 4)]).toEqual([0xef, 0xbb, 0xbf, '#'.charCodeAt(0)]);
      const lines = readFileSync(file, 'utf8').split('\r\n');
      expect(lines[0]).toBe('\ufeff#Software: Microsoft Exchange');
      expect(lines[4]?.startsWith('#Fields: date-time,session-id,seq-number,')).toBe(true);
    }
  });

  it('have their rows in the order of their time', async () => {
    const { out } = await written({ scenarios: ['mixed'], clients: 10, hours: 1, noise: 0.3, servers: 3 });
    for (const file of logFiles(out)) {
      const times = rowsOf(file).map((row) => value(row, 'DateTime'));
      expect(times).toEqual(times.toSorted());
      const hour = path.basename(file).replace(/^\w+_(\d{4})(\d\d)(\d\d)(\d\d)-1\.LOG$/, '$1-$2-$3T$4:');
      expect(times.every((time) => time.startsWith(hour))).toBe(true);
    }
  });

  it.each([
    ['2013', '15,0,1497,48', '15.00.1497.000', 69],
    ['2016', '15,1,2507,35', '15.01.2507.000', 74],
    ['2019', '15,2,1544,11', '15.02.1544.000', 74],
    ['se', '15,2,2562,17', '15.02.2562.000', 74],
  ] as const)('carry the version of %s', async (layout, version, target, width) => {
    const { frontEnd } = await written({
      scenarios: ['clean_day'],
      clients: 2,
      hours: 0.05,
      noise: 0,
      layout,
    });
    const row = frontEnd.find((candidate) => value(candidate, 'TargetServer') !== '');
    const parts = ['MajorVersion', 'MinorVersion', 'BuildVersion', 'RevisionVersion'].map((name) =>
      value(row, name),
    );
    expect(parts.join(',')).toBe(version);
    expect(value(row, 'TargetServerVersion')).toBe(target);
    expect(Object.keys(row ?? {})).toHaveLength(width);
  });

  it('are never mixed with what is in the folder already', async () => {
    const out = scratchFolder();
    mkdirSync(path.join(out, 'EXCH01'));
    writeFileSync(path.join(out, 'EXCH01', 'note.txt'), 'mine');
    await expect(generate({ out, clients: 1, hours: 0.01 })).rejects.toThrow('is not empty');
  });
});

describe('values', () => {
  it('are quoted only for a comma or a quote; line breaks become letters', () => {
    expect(field('plain; text = 1')).toBe('plain; text = 1');
    expect(field('a,b')).toBe('"a,b"');
    expect(field('say "hi"')).toBe('"say ""hi"""');
    expect(field('one\r\n   at two')).toBe('one\\r\\n   at two');
  });

  it('of proxy logs lose their commas and line breaks', () => {
    expect(proxyField('KHTML, like Gecko')).toBe('KHTML  like Gecko');
    expect(proxyField('one\r\ntwo')).toBe('one two');
    expect(proxyField('say "hi"')).toBe('"say ""hi"""');
  });

  it('of the type TimeSpan have seven decimals or none, days when needed', () => {
    expect([timeSpan(0), timeSpan(15), timeSpan(93_784_000)]).toEqual([
      '00:00:00',
      '00:00:00.0150000',
      '1.02:03:04',
    ]);
  });
});
