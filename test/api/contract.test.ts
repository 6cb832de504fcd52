import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { TSchema } from 'typebox';
import { Check, Errors } from 'typebox/value';
import { beforeAll, describe, expect, test } from 'vitest';
import * as details from '../../src/api/schemas/details.ts';
import * as figures from '../../src/api/schemas/figures.ts';
import { dimensions } from '../../src/api/schemas/filter.ts';
import * as lists from '../../src/api/schemas/lists.ts';
import * as operations from '../../src/api/schemas/operations.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import type { Connection } from '../../src/store/sqlite/database.ts';
import { openForWriting } from '../../src/store/sqlite/database.ts';
import { sharedFolder, writeFiles } from '../support/database.ts';
import { frontRow, log } from '../support/logs.ts';
import { servedFor } from './support/app.ts';

// Every answer over the samples, and over a log with lines that can't be read, is as its schema says, no key less or more.

const SAMPLES = path.resolve(import.meta.dirname, '../../samples');
let db: Connection;
let get: Awaited<ReturnType<typeof servedFor>>['get'];

beforeAll(async () => {
  db = openForWriting(':memory:');
  const folders = readdirSync(SAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const odd = sharedFolder();
  writeFiles(odd, {
    'HttpProxy_2026030410-1.LOG': log('http_proxy', [frontRow(1), { DateTime: 'x', RequestId: 'y' }]),
  });
  await ingest(db, [odd, ...folders.map(({ name }) => path.join(SAMPLES, name))]);
  ({ get } = await servedFor(db));
});

/** What is wrong with a value; keys that the schema does not name are wrong too. */
function misfits(schema: TSchema, value: unknown): string[] {
  return Check(strict(schema), value)
    ? []
    : Errors(strict(schema), value)
        .slice(0, 5)
        .map((error) => JSON.stringify(error));
}

function strict<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(strict) as T;
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, strict(part)]));
  return (
    'properties' in copy && copy['type'] === 'object' ? { ...copy, additionalProperties: false } : copy
  ) as T;
}

const FIGURES = [
  ['/api/v1/overview', figures.Overview],
  ['/api/v1/overview?since=latest-1h&steps=7&server=EXCH01', figures.Overview],
  ['/api/v1/overview?since=2020-01-01&until=2020-01-02', figures.Overview],
  ['/api/v1/latency', figures.Latency],
  ['/api/v1/latency?by=server&request_type=Execute', figures.Latency],
  ['/api/v1/latency?by=user&groups=1', figures.Latency],
  ['/api/v1/latency?measure=usable_ms&by=cause', figures.Latency],
  ['/api/v1/latency?measure=gap_ms&by=kind', figures.Latency],
  [`/api/v1/facets?${dimensions.map((dimension) => `dimension=${dimension}`).join('&')}`, figures.Facets],
  ['/api/v1/facets?dimension=user&values=1&outcome=failed', figures.Facets],
  ['/api/v1/users', details.UserPage],
  ['/api/v1/users?q=CONTOSO&limit=2', details.UserPage],
  ['/api/v1/search?q=a', details.SearchResult],
  ['/api/v1/search?q=EXCH01', details.SearchResult],
  ['/api/v1/search?q=10', details.SearchResult],
] as const;

test.each(FIGURES)('GET %s is as its schema says', async (url, schema) => {
  const answer = await get(url);
  expect(answer.statusCode, answer.body).toBe(200);
  expect(misfits(schema, answer.json())).toEqual([]);
});

test('a dimension without its own filter is counted as without that filter, the others as with it', async () => {
  const ask = async (query: string) => (await get(`/api/v1/facets?${query}`)).json().facets;
  const [user, server] = await ask('dimension=user&dimension=server&server=EXCH02&own_filter=false');
  expect([server]).toEqual(await ask('dimension=server'));
  expect([user]).toEqual(await ask('dimension=user&server=EXCH02'));
  expect(await ask('dimension=server&server=EXCH02')).not.toEqual([server]);
});

test('each person is as the schema says', async () => {
  const { users } = (await get('/api/v1/users')).json();
  expect(users.length).toBeGreaterThan(3);
  for (const { user } of users) {
    const answer = await get(`/api/v1/users/${encodeURIComponent(user)}`);
    expect(misfits(details.UserDetail, answer.json()), user).toEqual([]);
  }
});

describe.each([
  ['/api/v1/requests?limit=1000&include_noise=true', lists.RequestPage, 'requests'],
  ['/api/v1/requests?outcome=failed', lists.RequestPage, 'requests'],
  ['/api/v1/sessions?limit=1000&include_noise=true', lists.SessionPage, 'sessions'],
  ['/api/v1/failures?limit=1000&include_noise=true', lists.FailurePage, 'failures'],
  ['/api/v1/reconnects?limit=1000', lists.ReconnectPage, 'reconnects'],
  ['/api/v1/reconnects?limit=1000&sort=slowest', lists.ReconnectPage, 'reconnects'],
  ['/api/v1/sources', operations.SourceList, 'sources'],
  ['/api/v1/rejected', details.RejectedPage, 'rejected'],
  ['/api/v1/codes', details.CodePage, 'codes'],
] as const)('GET %s', (url, schema, key) => {
  test('is as its schema says, and not empty', async () => {
    const answer = await get(url);
    expect(answer.statusCode, answer.body).toBe(200);
    const body = answer.json();
    expect(misfits(schema, body)).toEqual([]);
    expect(body[key].length).toBeGreaterThan(0);
  });
});

test.each([
  ['requests', details.RequestDetail],
  ['sessions', details.SessionDetail],
  ['reconnects', details.ReconnectDetail],
] as const)('each of %s is as its schema says', async (list, schema) => {
  const ids = db.prepare(`SELECT id FROM ${list} ORDER BY id`).pluck().all() as number[];
  const some = ids.filter((_, i) => i % Math.ceil(ids.length / 60) === 0);
  expect(some.length).toBeGreaterThan(5);
  for (const id of some) {
    const answer = await get(`/api/v1/${list}/${id}`);
    expect(answer.statusCode, answer.body).toBe(200);
    expect(misfits(schema, answer.json()), `${list} ${id}`).toEqual([]);
  }
});

test.each([
  ['/api/v1/status', operations.Status],
  ['/healthz', operations.Health],
  ['/readyz', operations.Ready],
])('GET %s is as its schema says', async (url, schema) => {
  const answer = await get(url);
  expect(answer.statusCode).toBe(200);
  expect(misfits(schema, answer.json())).toEqual([]);
});

test.each(['requests', 'sessions', 'reconnects'])('%s of an unknown number are not found', async (list) => {
  const answer = await get(`/api/v1/${list}/987654321`);
  expect(answer.statusCode).toBe(404);
  expect(answer.json()).toMatchObject({ code: 'not_found' });
});

test('the comparison sees a key less, a key more and a value of another type', () => {
  const code = {
    layer: 'http',
    code: '503',
    number: 503,
    hex: null,
    name: 'x',
    aliases: null,
    family: null,
    class: null,
    meaning: null,
    action: null,
    sure: 1,
  };
  const { hex: _, ...less } = code;
  const wrong = [less, { ...code, more: 1 }, { ...code, number: '503' }];
  expect(misfits(details.CodeRow, code)).toEqual([]);
  for (const value of wrong) expect(misfits(details.CodeRow, value)).not.toEqual([]);
});
