import { expect, test } from 'vitest';
import { HttpProxyEncoder } from '../../src/ingest/encode/http-proxy.ts';
import { SharedValues } from '../../src/ingest/encode/shared-values.ts';
import type { Value } from '../../src/ingest/encode/values.ts';
import { Row } from '../../src/ingest/row.ts';
import { columnsOf, frontRow, row } from '../support/logs.ts';

const none = { dictionary: 0, clientContext: 0, httpProxyShared: 0, mapiHttpShared: 0 };

test('a value is given an id once, and forgotten values another one', () => {
  const values = new SharedValues({ ...none, dictionary: 7 }, 2);
  const id = (key: string): number => values.id('dictionary', key, () => [key]);
  expect([id('a'), id('b'), id('a')]).toEqual([8, 9, 8]);
  expect(values.takeNew()).toEqual({ dictionary: [8, 'a', 9, 'b'] });
  expect([values.generation, id('c'), id('a'), values.generation]).toEqual([0, 10, 11, 1]);
  expect(values.takeNew()).toEqual({ dictionary: [10, 'c', 11, 'a'] });
});

test('what an encoder remembers of its own is forgotten with them', () => {
  // A flood of clients fills the memory; the one that comes again must be stored again, or nobody would know its id.
  const shared = new SharedValues(none, 3);
  const encoder = new HttpProxyEncoder({ shared, noise: () => null });
  const columns = columnsOf('http_proxy');
  encoder.bind((column) => columns.indexOf(column));
  const sharedIdOf = (user: string): Value | undefined => {
    const line = new Row();
    line.split(row(columns, frontRow(1, { AuthenticatedUser: user })));
    const out: Value[] = [];
    encoder.encode(line, 0, 0, out, []);
    return out[1];
  };
  const first = sharedIdOf('a');
  expect(sharedIdOf('a')).toBe(first);
  for (const user of ['b', 'c', 'd']) sharedIdOf(user);
  shared.takeNew();
  const again = sharedIdOf('a');
  expect(again).not.toBe(first);
  expect(shared.takeNew().httpProxyShared?.[0]).toBe(again);
});
