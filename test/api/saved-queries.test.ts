import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { SavedQueries } from '../../src/api/schemas/sql.ts';
import { type SqlServer, sqlServer } from './support/sql-server.ts';

const call = ({ url }: SqlServer, method: string, id: string, body?: unknown) =>
  fetch(`${url}/api/v1/sql/queries${id}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });

const listOf = async (server: SqlServer) =>
  (await (await call(server, 'GET', '')).json()) as { queries: { id: string }[]; problem: string | null };

test('queries are saved, listed before the shipped ones, and deleted', async () => {
  const server = await sqlServer();
  const before = await listOf(server);
  expect(Value.Check(SavedQueries, before)).toBe(true);
  expect(before.queries.length).toBeGreaterThanOrEqual(20);
  const body = { title: 'How many?', sql: 'SELECT 1 AS n', chart: { kind: 'bar', x: 'n', y: ['n'] } };
  const saved = await call(server, 'PUT', '/how-many', body);
  expect(saved.status).toBe(200);
  expect(await saved.json()).toEqual({ id: 'how-many', shipped: false, description: null, ...body });
  expect((await listOf(server)).queries[0]?.id).toBe('how-many');
  expect((await call(server, 'DELETE', '/how-many')).status).toBe(204);
  expect(await listOf(server)).toEqual(before);
});

test.each([
  ['PUT', '/outlook-versions', { title: 'Mine?', sql: 'SELECT 1' }, 409, 'shipped_query'],
  ['DELETE', '/outlook-versions', undefined, 409, 'shipped_query'],
  ['DELETE', '/nothing', undefined, 404, 'not_found'],
  ['PUT', '/Upper', { title: 'A?', sql: 'SELECT 1' }, 400, 'bad_request'],
  ['PUT', '/..%2f..%2fa', { title: 'A?', sql: 'SELECT 1' }, 400, 'bad_request'],
  ['PUT', '/a', { title: 'A?' }, 400, 'bad_request'],
  ['PUT', '/a', { title: 1, sql: 'SELECT 1' }, 400, 'bad_request'],
  ['PUT', '/a', { title: 'A?', sql: 'SELECT 1', shipped: true }, 400, 'bad_request'],
  [
    'PUT',
    '/a',
    { title: 'A?', sql: 'SELECT 1', chart: { kind: 'cake', x: 'a', y: ['b'] } },
    400,
    'bad_request',
  ],
])('%s %s with %j is the problem %s %s', async (method, id, body, status, code) => {
  const server = await sqlServer();
  const answer = await call(server, method, id, body);
  expect(await answer.json()).toMatchObject({ status, code });
});

test('a broken file is said, and not lost; the shipped queries are there all the same', async () => {
  const server = await sqlServer();
  mkdirSync(path.dirname(server.queriesFile), { recursive: true });
  writeFileSync(server.queriesFile, '{"queries": [');
  const { queries, problem } = await listOf(server);
  expect(queries.length).toBeGreaterThanOrEqual(20);
  expect(problem).toContain(server.queriesFile);
  const answer = await call(server, 'PUT', '/a', { title: 'A?', sql: 'SELECT 1' });
  expect(await answer.json()).toMatchObject({ status: 500, code: 'queries_unreadable' });
  expect(readFileSync(server.queriesFile, 'utf8')).toBe('{"queries": [');
});
