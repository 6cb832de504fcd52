import { execFile } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { ingest } from '../../src/ingest/ingest.ts';
import { openForWriting } from '../../src/store/sqlite/database.ts';
import { servedFor } from '../api/support/app.ts';
import { sharedFolder } from '../support/database.ts';
import { blocks, ROOT, sections, textOf } from './markdown.ts';

const BASE = 'http://127.0.0.1:4300';
const LANGUAGES = ['sh', 'powershell', 'ts'];
const questions = sections(textOf('docs/guide/api.md'), 2).map(({ heading, text }) => ({
  heading,
  blocks: blocks(text),
}));

let url: string;
const folder = sharedFolder();

beforeAll(async () => {
  const db = openForWriting(':memory:');
  const samples = path.join(ROOT, 'samples');
  const folders = readdirSync(samples, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  await ingest(
    db,
    folders.map(({ name }) => path.join(samples, name)),
  );
  const { app } = await servedFor(db, { hosts: ['127.0.0.1'] });
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});

test('there are ten questions or more', () => {
  expect(questions.length).toBeGreaterThanOrEqual(10);
});

describe.each(questions)('$heading', ({ blocks: examples }) => {
  test('is asked in three ways, each by the same address', async () => {
    expect(examples.map(({ language }) => language)).toEqual(LANGUAGES);
    const asked = examples.map(({ code }) => /http:\/\/127\.0\.0\.1:4300([^"'`$\s]*)/.exec(code)?.[1]);
    expect(new Set(asked).size).toBe(1);
    const answer = await fetch(`${url}${asked[0]}`);
    expect(answer.status).toBe(asked[0]?.includes('outcome=bad') ? 400 : 200);
  });

  test('the program runs and says something', async () => {
    const code = examples.find(({ language }) => language === 'ts')?.code ?? '';
    const file = path.join(folder, `${Math.random().toString(36).slice(2)}.mts`);
    writeFileSync(file, code.replaceAll(BASE, url));
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--no-warnings', file]);
    expect(stderr).toBe('');
    expect(stdout.length).toBeGreaterThan(3);
    expect(stdout).not.toContain('undefined');
  });
});
