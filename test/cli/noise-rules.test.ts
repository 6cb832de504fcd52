import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openForReading } from '../../src/store/sqlite/database.ts';
import { temporaryFolder, writeFiles } from '../support/database.ts';
import { frontRow, log } from '../support/logs.ts';
import { MAIN } from '../support/main.ts';
import { start } from './process.ts';

// The real program, in processes of its own.

const RULES = [{ reason: 'office', fact: 'client_ip', pattern: '10.4.0.0/16' }];
const LOG = 'HttpProxy/Mapi/HttpProxy_20260304';

function place() {
  const folder = temporaryFolder();
  const logs = path.join(folder, 'Logging');
  writeFiles(logs, { [`${LOG}09-1.LOG`]: log('http_proxy', [frontRow(1)]) });
  const rules = path.join(folder, 'rules.json');
  // Windows editors write a byte order mark.
  writeFileSync(rules, `\ufeff${JSON.stringify(RULES)}`);
  const db = path.join(folder, 'x.db');
  const marks = (): unknown => {
    const connection = openForReading(db);
    try {
      return connection.prepare('SELECT noise FROM requests ORDER BY id').pluck().all();
    } finally {
      connection.close();
    }
  };
  return { folder, logs, rules, db, marks };
}

const run = (cwd: string, args: string[], env: Record<string, string> = {}) =>
  spawnSync(process.execPath, [MAIN, ...args], { cwd, encoding: 'utf8', env: { ...process.env, ...env } });

test.each([
  ['a flag', ['--noise-rules', 'rules.json'], {}, null],
  ['a variable', [], { MAPISCOPE_NOISE_RULES: 'rules.json' }, null],
  ['a file that the configuration names', [], {}, { noiseRules: 'rules.json' }],
  ['the configuration', [], {}, { noiseRules: RULES }],
])('ingest takes noise rules from %s', (_, flags, env, config) => {
  const { folder, logs, db, marks } = place();
  if (config !== null) writeFileSync(path.join(folder, 'mapiscope.config.json'), JSON.stringify(config));
  const { status, stderr } = run(folder, ['ingest', '--db', db, ...flags, logs], env);
  expect([status, stderr]).toEqual([0, '']);
  expect(marks()).toEqual(['office']);
});

test('ingest says how many requests other rules have marked', () => {
  const { folder, logs, db, marks } = place();
  expect(run(folder, ['ingest', '--db', db, logs]).stderr).toBe('');
  writeFiles(logs, { [`${LOG}10-1.LOG`]: log('http_proxy', [frontRow(2)]) });
  const { status, stderr } = run(folder, ['ingest', '--db', db, '--noise-rules', 'rules.json', logs]);
  expect(status).toBe(0);
  expect(stderr).toMatch(/^1 requests were marked by other noise rules; they stay as they are; .*--db\n$/);
  expect(marks()).toEqual([null, 'office']);
});

test('watch and serve take them too, and say at their start what others have marked', async () => {
  const { folder, logs, db, rules, marks } = place();
  run(folder, ['ingest', '--db', db, logs]);
  writeFiles(logs, { [`${LOG}10-1.LOG`]: log('http_proxy', [frontRow(2)]) });
  const watch = start(['watch', logs, '--db', db, '--noise-rules', rules]);
  await watch.says(/"requests":1,"advice":".*other noise rules/, 'stderr');
  await expect.poll(marks, { timeout: 45_000 }).toEqual([null, 'office']);
  await watch.stop();
  writeFiles(logs, { [`${LOG}11-1.LOG`]: log('http_proxy', [frontRow(3)]) });
  const serve = start(['serve', '--watch', logs, '--db', db, '--port', '0'], {
    MAPISCOPE_NOISE_RULES: rules,
  });
  await serve.says(/"requests":1,"advice":".*other noise rules/, 'stderr');
  await expect.poll(marks, { timeout: 45_000 }).toEqual([null, 'office', 'office']);
  const [, url] = /serves (\S+)/.exec(serve.stdout()) ?? [];
  const status = (await (await fetch(`${url}/api/v1/status`)).json()) as { totals: unknown };
  expect(status.totals).toMatchObject({ requests: 3, noise: 2, other_noise_rules: 1 });
});

test.each([
  ['[{"reason": "a", "fact": "agent", "pattern": "x"}]', /noise rule 1 \("a"\): the fact must be one of/],
  ['[{', /rules\.json: .*JSON/],
])('rules that can not be used end the command with 2: %s', (text, message) => {
  const { folder, logs, db, rules } = place();
  writeFileSync(rules, text);
  const flag = run(folder, ['ingest', '--db', db, '--noise-rules', rules, logs]);
  expect([flag.status, flag.stderr]).toEqual([2, expect.stringMatching(message)]);
});

test('rules of the configuration that can not be used, and a file that is not there', () => {
  const { folder, logs, db } = place();
  const config = path.join(folder, 'mapiscope.config.json');
  writeFileSync(config, JSON.stringify({ noiseRules: [{ reason: 'a', enabled: false }] }));
  const bad = run(folder, ['ingest', '--db', db, logs]);
  expect([bad.status, bad.stderr]).toEqual([
    2,
    expect.stringMatching(/noiseRules: noise rule 1 \("a"\): only a built-in reason/),
  ]);
  const away = run(folder, ['ingest', '--db', db, '--noise-rules', 'none.json', logs]);
  expect([away.status, away.stderr]).toEqual([2, expect.stringMatching(/none\.json: .*no such file/)]);
});
