import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { MAIN } from '../support/main.ts';

/** Runs before the program: writes what is loaded. */
const SPY = `data:text/javascript,${encodeURIComponent(
  `import { registerHooks } from 'node:module';
  import { writeSync } from 'node:fs';
  registerHooks({ load: (url, context, next) => { writeSync(2, url + '\\n'); return next(url, context); } });`,
)}`;

/** The packages that Node loads. */
function packagesOf(...args: string[]): Set<string> {
  const { status, stderr } = spawnSync(process.execPath, ['--import', SPY, ...args], { encoding: 'utf8' });
  expect(status).toBe(0);
  return new Set(
    [...stderr.matchAll(/\/node_modules\/(\w[\w-]*|@[\w-]+\/[\w-]+)\//g)].map(([, name = '']) => name),
  );
}

test('a command does not load what only others need: it takes most of the time of a start', () => {
  const packages = packagesOf(MAIN, 'sessions', '--help');
  expect(packages).toContain('commander');
  for (const name of ['typebox', 'fastify']) expect(packages).not.toContain(name);
  expect(packagesOf(MAIN, 'token', 'list', '--db', 'no-such.db')).toContain('typebox');
});

test('what answers from the database does not load the schemas of its answers: a process is started for it', () => {
  const load = ['answers', 'export'].map(
    (name) => `await import(${JSON.stringify(new URL(`../api/answers/${name}.js`, pathToFileURL(MAIN)))});`,
  );
  const packages = packagesOf('--input-type=module', '--eval', load.join(' '));
  expect(packages).toContain('csv-stringify');
  expect(packages).not.toContain('typebox');
});
