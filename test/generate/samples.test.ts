import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { writeSamples } from '../../src/generate/samples.ts';
import { scratchFolder } from './written-logs.ts';

const samples = path.join(import.meta.dirname, '..', '..', 'samples');
const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(path.join(folder, name)).isFile())
    .sort();

it('can be written again, byte for byte', async () => {
  const again = scratchFolder();
  await writeSamples(again);
  expect(filesOf(again)).toEqual(filesOf(samples));
  for (const file of filesOf(again)) {
    const same = readFileSync(path.join(again, file)).equals(readFileSync(path.join(samples, file)));
    expect(same, `${file} differs: run node src/generate/samples.ts`).toBe(true);
  }
});

it('are small', () => {
  const bytes = filesOf(samples).reduce((sum, file) => sum + statSync(path.join(samples, file)).size, 0);
  expect(bytes).toBeLessThan(1_500_000);
});

it('point at lines that exist', () => {
  const folders = readdirSync(samples).filter((name) => statSync(path.join(samples, name)).isDirectory());
  expect(folders.length).toBeGreaterThan(5);
  for (const folder of folders) {
    const readme = readFileSync(path.join(samples, folder, 'README.md'), 'utf8');
    const places = [...readme.matchAll(/^\| `([^`]+)` \| (\d+) \|/gm)];
    expect(places.length).toBeGreaterThan(1);
    for (const [, file = '', line = ''] of places) {
      const lines = readFileSync(path.join(samples, folder, file), 'latin1').split('\r\n');
      expect(lines.length).toBeGreaterThanOrEqual(Number(line));
    }
  }
});

// All of them are read into one database by `npm start`: what two of them share would be joined.
it('share no Session Context, client instance or request', () => {
  const homes = new Map<string, string>();
  let contexts = 0;
  for (const file of filesOf(samples).filter((name) => /\.log$/i.test(name))) {
    const folder = file.split(path.sep)[0] ?? '';
    const text = readFileSync(path.join(samples, file), 'latin1');
    const ids = text.matchAll(
      /(?:\b(R|CI|CID|A):\{?|^[^,\r\n]*,\{?)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/gim,
    );
    for (const [, kind, guid = ''] of ids) {
      if (kind === 'R') contexts++;
      const home = homes.get(guid.toLowerCase()) ?? folder;
      expect(home, `${guid} is in ${folder}, too`).toBe(folder);
      homes.set(guid.toLowerCase(), home);
    }
  }
  expect(contexts).toBeGreaterThan(500);
});
