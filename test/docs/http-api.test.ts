import { globSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import Fastify from 'fastify';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { problems } from '../../src/api/problems.ts';
import { Reader } from '../../src/store/sqlite/reader.ts';
import { memoryDatabase } from '../support/database.ts';
import { anchorOf, codes, ROOT, sections, table, textOf } from './markdown.ts';

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
    metrics: new Registry(),
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

/** The lists that are also given as files, and their routes as such. */
const isFile = ({ name }: Route): boolean => /^GET .*\.(?:csv|ndjson)$/.test(name);

/** The parameters that a section lists itself, or by a link to the section that has them. */
function listed(text: string): (string | undefined)[] {
  const linked = ['filters', 'pages'].filter((anchor) => text.includes(`(#${anchor})`));
  const texts = [text, ...linked.map((anchor) => sectionOf(anchor))];
  return texts.flatMap((part) => table(part, 'parameter').map(([parameter = '']) => codes(parameter)[0]));
}

const withoutPaging = (keys: string[]): string[] => keys.filter((key) => key !== 'limit' && key !== 'cursor');

const sectionOf = (anchor: string): string =>
  sections(page, 2).find(({ heading }) => anchorOf(heading) === anchor)?.text ?? '';

test('http-api.md lists every route, and has a section for each', async () => {
  const expected = (await routes()).filter((route) => !isFile(route)).map(({ name }) => name);
  expect(expected.length).toBeGreaterThan(3);
  const names = table(page, 'route').map(([route = '']) => codes(route)[0]);
  expect(names.sort()).toEqual(expected.sort());
  const headings = sections(page, 2).flatMap(({ heading }) => codes(heading));
  for (const name of expected) expect(headings).toContain(name);
});

test('http-api.md lists every list that is also a file', async () => {
  const files = (await routes()).filter(isFile).map(({ name }) => name);
  const lists = table(sectionOf('files'), 'list').map(([list = '']) => codes(list)[0]);
  expect(lists.flatMap((list) => [`GET ${list}.csv`, `GET ${list}.ndjson`]).sort()).toEqual(files.sort());
});

test('http-api.md lists every parameter of a route', async () => {
  const all = await routes();
  for (const { name, parameters } of all.filter((route) => !isFile(route))) {
    const section = sections(page, 2).find(({ heading }) => codes(heading).includes(name));
    // What is in the path is no parameter besides.
    const found = listed(section?.text ?? '').filter((parameter) => !name.endsWith(`:${parameter}`));
    expect(found.sort(), name).toEqual(parameters.toSorted());
  }
  for (const { name, parameters } of all.filter(isFile)) {
    const list = all.find((route) => route.name === name.replace(/\.\w+$/, ''));
    expect(withoutPaging(list?.parameters ?? []), name).toEqual(parameters);
  }
});

test('http-api.md lists every problem code with its status', () => {
  const listed = table(page, 'code').map(([code = '', status = '']) => [codes(code)[0], Number(status)]);
  expect(listed).toEqual(Object.entries(problems).map(([code, { status }]) => [code, status]));
});
