import { globSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { problems } from '../../src/api/problems.ts';
import { Reader } from '../../src/store/sqlite/reader.ts';
import { memoryDatabase } from '../support/database.ts';
import { codes, ROOT, sections, table, textOf } from './markdown.ts';

const page = textOf('docs/reference/http-api.md');

interface Route {
  name: string;
  parameters: string[];
}

/** The routes of every file in `src/api/routes`, as an app of its own registers them. */
async function routes(): Promise<Route[]> {
  const found: Route[] = [];
  const app = Fastify();
  app.addHook('onRoute', ({ method, url, schema }) => {
    const properties = (schema?.querystring as { properties?: object } | undefined)?.properties;
    for (const verb of [method].flat()) {
      if (verb !== 'HEAD') found.push({ name: `${verb} ${url}`, parameters: Object.keys(properties ?? {}) });
    }
  });
  const context = {
    reader: new Reader(memoryDatabase()),
    ingest: () => ({ state: 'idle', progress: null, summary: null, error: null }),
    version: '0',
    hosts: [],
  };
  for (const file of globSync('src/api/routes/*.ts', { cwd: ROOT })) {
    const module = (await import(pathToFileURL(path.join(ROOT, file)).href)) as Record<string, unknown>;
    for (const [name, register] of Object.entries(module)) {
      if (typeof register === 'function' && name.endsWith('Routes')) register(app, context);
    }
  }
  await app.close();
  return found;
}

test('http-api.md lists every route, and has a section for each', async () => {
  const expected = (await routes()).map(({ name }) => name).sort();
  expect(expected.length).toBeGreaterThan(3);
  const listed = table(page, 'route').map(([route = '']) => codes(route)[0]);
  expect(listed.sort()).toEqual(expected);
  const headings = sections(page, 2).map(({ heading }) => codes(heading)[0]);
  for (const name of expected) expect(headings).toContain(name);
});

test('http-api.md lists every parameter of a route', async () => {
  for (const { name, parameters } of await routes()) {
    const section = sections(page, 2).find(({ heading }) => codes(heading)[0] === name);
    const listed = table(section?.text ?? '', 'parameter').map(([parameter = '']) => codes(parameter)[0]);
    expect(listed.sort(), name).toEqual(parameters.sort());
  }
});

test('http-api.md lists every problem code with its status', () => {
  const listed = table(page, 'code').map(([code = '', status = '']) => [codes(code)[0], Number(status)]);
  expect(listed).toEqual(Object.entries(problems).map(([code, { status }]) => [code, status]));
});
