import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { OwnQueries } from '../../src/saved-queries/own-queries.ts';
import { shippedQueries } from '../../src/saved-queries/shipped.ts';
import { userFolder } from '../../src/saved-queries/user-folder.ts';
import { temporaryFolder } from '../support/database.ts';

const ownIn = (folder: string) => new OwnQueries(path.join(folder, 'new folder', 'queries.json'));
const query = { title: 'How many?', sql: 'SELECT count(*) FROM requests' };

describe('own queries', () => {
  test('are saved, replaced and deleted; others see them', () => {
    const folder = temporaryFolder();
    const own = ownIn(folder);
    expect(own.list()).toEqual(shippedQueries());
    const kept = { id: 'how-many', description: null, shipped: false, chart: null, ...query };
    expect(own.save('how-many', query)).toEqual(kept);
    expect(ownIn(folder).list()[0]).toEqual(kept);
    const chart = { kind: 'bar' as const, x: 'a', y: ['b'] };
    own.save('how-many', { ...query, title: 'How much?', chart });
    expect(ownIn(folder).find('how-many')).toEqual({ ...kept, title: 'How much?', chart });
    expect(own.list()).toHaveLength(shippedQueries().length + 1);
    expect(own.remove('how-many')).toBe(true);
    expect(own.remove('how-many')).toBe(false);
    expect(own.find('how-many')).toBeNull();
    expect(readdirSync(path.dirname(own.file))).toEqual(['queries.json']);
  });

  test('never take the place of a shipped one', () => {
    const own = ownIn(temporaryFolder());
    const id = shippedQueries()[0]?.id ?? '';
    expect(() => own.save(id, query)).toThrow('comes with mapiscope');
    expect(() => own.remove(id)).toThrow('comes with mapiscope');
  });

  test.each([
    ['{"queries":[{"id":"a","title":"A?"', /JSON/],
    ['{"queries":[{"id":"a","title":"A?"}]}', /\/queries\/0 must have required properties sql/],
    ['{"queries":[{"id":"../a","title":"A?","sql":"SELECT 1"}]}', /\/queries\/0\/id must match pattern/],
    ['[]', /must be object/],
    ['', /JSON/],
  ])('say what is wrong with the file %j, and leave it as it is', (text, why) => {
    const own = ownIn(temporaryFolder());
    mkdirSync(path.dirname(own.file));
    writeFileSync(own.file, text);
    for (const use of [
      () => own.list(),
      () => own.save('b', query),
      () => own.remove('b'),
      () => own.find('b'),
    ]) {
      expect(use).toThrow(why);
      expect(use).toThrow(own.file);
    }
    expect(readFileSync(own.file, 'utf8')).toBe(text);
    // The shipped ones do not depend on it.
    expect(own.find('outlook-versions')?.shipped).toBe(true);
  });

  test('may be written by an editor that marks UTF-8', () => {
    const own = ownIn(temporaryFolder());
    mkdirSync(path.dirname(own.file));
    writeFileSync(own.file, '\ufeff{"queries":[{"id":"a","title":"A?","sql":"SELECT 1"}]}\r\n');
    expect(own.find('a')?.title).toBe('A?');
  });
});

test.each([
  ['win32', { APPDATA: 'C:\\Users\\a\\AppData\\Roaming' }, 'C:\\Users\\a\\AppData\\Roaming\\mapiscope'],
  ['win32', { APPDATA: '' }, 'C:\\home\\AppData\\Roaming\\mapiscope'],
  ['darwin', {}, '/home/a/Library/Application Support/mapiscope'],
  ['linux', {}, '/home/a/.config/mapiscope'],
  ['linux', { XDG_CONFIG_HOME: '/etc/a' }, '/etc/a/mapiscope'],
  ['linux', { XDG_CONFIG_HOME: 'relative' }, '/home/a/.config/mapiscope'],
] as const)('on %s with %j the folder of the user is %s', (platform, env, folder) => {
  expect(userFolder(platform, env, platform === 'win32' ? 'C:\\home' : '/home/a')).toBe(folder);
});
