import { describe, expect, it } from 'vitest';
import { compareLogFiles, parseLogFileName, sortByLogFile } from '../../src/input/file-name.ts';

describe('parseLogFileName', () => {
  it('reads prefix, UTC hour and instance', () => {
    expect(parseLogFileName('HttpProxy_2023010601-1.LOG')).toEqual({
      prefix: 'HttpProxy_',
      date: '2023-01-06',
      hour: 1,
      startMs: Date.UTC(2023, 0, 6, 1),
      instance: 1,
      note: '',
    });
  });

  it('takes any case, a note, a .gz, a prefix with a digit', () => {
    expect(parseLogFileName('mapimb_2014030110-12.log')).toMatchObject({ prefix: 'mapimb_', instance: 12 });
    expect(parseLogFileName('HttpProxy_2023010601-1 - Copy.LOG')).toMatchObject({ note: ' - Copy' });
    expect(parseLogFileName('MapiHttp_2021052018-3.LOG.gz')).toMatchObject({ hour: 18, instance: 3 });
    expect(parseLogFileName('HttpProxy2_2023010623-1.LOG')).toMatchObject({
      prefix: 'HttpProxy2_',
      hour: 23,
    });
  });

  it('knows no hour when the name has none', () => {
    expect(parseLogFileName('MAPIAB_20230106-2.LOG')).toMatchObject({
      date: '2023-01-06',
      hour: null,
      startMs: null,
      instance: 2,
    });
  });

  it.each([
    'u_ex23010601.log',
    'HttpProxy_2023010601.LOG',
    'HttpProxy_2023023001-1.LOG',
    'HttpProxy_2023130101-1.LOG',
    'HttpProxy_2023010624-1.LOG',
    'HttpProxy_2023010601-1.LOG.zip',
    '._HttpProxy_2023010601-1.LOG',
    '2023010601-1.LOG',
    'readme.txt',
    '',
  ])('is null for %j', (name) => {
    expect(parseLogFileName(name)).toBeNull();
  });
});

describe('compareLogFiles', () => {
  const inOrder = [
    'MapiHttp_2022123123-1.LOG',
    'MAPIMB_20230106-1.LOG',
    'HttpProxy_2023010600-1.LOG',
    'HttpProxy_2023010601-1.LOG',
    'httpproxy_2023010601-2.LOG',
    'HttpProxy_2023010601-10.LOG',
    'MapiHttp_2023010601-1.LOG.gz',
    'HttpProxy_2023010602-1.LOG',
    'a.zip',
    'B.zip',
    'c.txt',
  ];

  it('sorts by hour, prefix and instance number, other names last', () => {
    expect(inOrder.toReversed().sort(compareLogFiles)).toEqual(inOrder);
  });

  it('sorts whole lists the same way, equal names by path', () => {
    const items = inOrder.toReversed().flatMap((name) => [
      { name, path: `z/${name}` },
      { name, path: `a/${name}` },
    ]);
    expect(sortByLogFile(items).map(({ path }) => path)).toEqual(
      inOrder.flatMap((name) => [`a/${name}`, `z/${name}`]),
    );
  });
});
