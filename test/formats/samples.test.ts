import { describe, expect, test } from 'vitest';
import { families } from '../../src/formats/families.ts';
import { familyOfColumns, kindOf, recogniseRow } from '../../src/formats/recognise.ts';
import { samples } from '../../src/formats/samples.ts';
import { Row } from '../../src/ingest/row.ts';
import { ingested } from '../support/database.ts';
import { crlf } from '../support/logs.ts';

const layouts = families.flatMap((family) => family.layouts.map((layout) => ({ family, layout })));

const valuesOf = (line: string): string[] => {
  const row = new Row();
  expect(row.split(line)).toBeNull();
  return row.values();
};

describe.each(layouts)('$layout.id', ({ family, layout }) => {
  const sample = samples[layout.id] ?? '';

  test('has a sample of its width, which is recognised without a header', () => {
    expect(valuesOf(sample)).toHaveLength(layout.columns.length);
    expect(recogniseRow(valuesOf(sample))).toEqual({ family, layout });
  });

  test('is recognised by its header, in any case and order', () => {
    expect(familyOfColumns(layout.columns)).toBe(family);
    expect(familyOfColumns([...layout.columns].reverse().map((name) => name.toUpperCase()))).toBe(family);
    expect(familyOfColumns(layout.columns.filter((name) => name !== family.marks[0]))).toBeNull();
  });

  test('is read whole, every value under its name', async () => {
    const { all, summary } = await ingested({
      'sample.log': crlf([`#Fields: ${layout.columns.join(',')}`, sample]),
    });
    expect(summary).toMatchObject({ records: 1, rejected: 0, warnings: 0 });
    const [record] = all(`SELECT * FROM ${family.id}`);
    valuesOf(sample).forEach((value, i) => {
      const absent = value === '' || value === '<null>' || value === '<empty>';
      const read = record?.[layout.columns[i] ?? ''];
      expect(read === null ? null : String(read), layout.columns[i]).toBe(absent ? null : value);
    });
  });
});

test('there is no sample of a layout that does not exist', () => {
  expect(Object.keys(samples).sort()).toEqual(layouts.map(({ layout }) => layout.id).sort());
});

test.each([
  ['HttpProxy Logs', 'x.log', 'http_proxy'],
  ['ProxyLogs', 'HttpProxy2_2014030110-1.LOG', 'http_proxy'],
  ['MAPI Mailbox Protocol Logs', 'RCA_2014030110-1.LOG', 'mapi_client_access'],
  ['RCA Protocol Logs', 'MAPIMB_2014030110-1.LOG', 'rpc_client_access'],
  [null, 'rca_2014030110-1.LOG', 'rpc_client_access'],
  [null, 'renamed.txt', 'mapi_client_access'],
  ['AddressBook Protocol Logs', 'x.log', 'address_book'],
  ['MAPI AddressBook Protocol Logs', 'x.log', 'mapi_address_book'],
])('log type %j and name %j tell the kind %s', (logType, fileName, kind) => {
  const family = families.find((candidate) => candidate.kinds.some((mark) => mark.kind === kind));
  expect(family && kindOf(family, { logType, fileName })).toBe(kind);
});

test('a row of another log is not guessed', () => {
  expect(recogniseRow('2023-11-20T14:15:43.189Z,a,b,c'.split(','))).toBeNull();
  expect(recogniseRow(Array(74).fill('x'))).toBeNull();
  expect(recogniseRow(Array(46).fill(''))).toBeNull();
});
