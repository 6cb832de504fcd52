import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { familyOfKind } from '../../src/formats/families.ts';
import type { Kind } from '../../src/formats/family.ts';
import { type Ingested, ingestSample, linesOf, type RawLine, scenarios } from './sample.ts';

type Cell = string | number | null;
type Stored = Record<string, Cell> & { record_id: number; byte_offset: number; extra: string | null };

const VIEWS: readonly Kind[] = [
  'http_proxy',
  'mapi_http',
  'mapi_client_access',
  'rpc_client_access',
  'mapi_address_book',
  'address_book',
];
/** Columns whose values are numbers, where the log has a number there. */
const NUMBERS =
  /(?:Latency|Overhead|RequestTime|ProxyTime|Bytes|HttpStatus|BackEndStatus|HttpStatusCode|ResponseCode|ReturnCode)$/;
const isHeader = (text: string): boolean => /^(?:#Fields: |DateTime,|date-time,)/.test(text);
const namesIn = (header: string): string[] => header.replace(/^#Fields: /, '').split(',');

/** What csv-parse reads from a line. */
function fieldsOf(text: string): string[] {
  const rows = parse(text, { relax_column_count: true }) as string[][];
  if (rows.length !== 1 || rows[0] === undefined) throw new Error(`not one row: ${text}`);
  return rows[0];
}

/** The value that a view should have: nothing, a number, or the text. */
const isSame = (cell: Cell, text: string): boolean => {
  if (['', '<null>', '<empty>'].includes(text)) return cell === null;
  return typeof cell === 'number' ? /^-?\d/.test(text) && cell === Number(text) : cell === text;
};

/** Compares all cells of a record with its line; what differs, in words. */
function differences(
  kind: Kind,
  record: Stored,
  line: RawLine,
  header: string[],
  warnings: string[],
): string[] {
  const fields = fieldsOf(line.text);
  const off: string[] = [];
  const known = new Map(familyOfKind(kind).columns.map((name) => [name.toLowerCase(), name]));
  const seen = new Set<string>();
  const extra: Record<string, string> = {};
  for (const [index, name] of header.entries()) {
    const column = known.get(name.toLowerCase());
    const text = fields[index] ?? '';
    if (column === undefined) {
      if (text !== '') extra[name] = text;
      continue;
    }
    seen.add(column);
    const cell = record[column];
    if (cell === undefined) off.push(`${column} is not in the view`);
    else if (!isSame(cell, text))
      off.push(`${column}: ${JSON.stringify(text)} became ${JSON.stringify(cell)}`);
    else if (typeof cell === 'string' && NUMBERS.test(column) && /^\d+$/.test(text))
      off.push(`${column} is no number`);
  }
  for (const column of known.values())
    if (!seen.has(column) && record[column] !== null) off.push(`${column} is not in the log`);
  // A row of another width: what is missing is NULL (above), the surplus has names by its place, and it is said.
  for (let at = header.length; at < fields.length; at++) extra[`column ${at + 1}`] = fields[at] ?? '';
  if (JSON.stringify(extra) !== (record.extra ?? '{}')) off.push(`extra ${record.extra}`);
  const expected = [
    ...(fields[0] === '' ? ['has no time stamp'] : []),
    ...(fields.length === header.length
      ? []
      : [`has ${fields.length} fields under a header of ${header.length}`]),
    ...(line.text.includes('\ufffd') ? ['has bytes that are not UTF-8'] : []),
  ];
  if (warnings.toSorted().join('|') !== expected.toSorted().join('|'))
    off.push(`warnings: ${warnings.join('|')}`);
  return off;
}

const runs = [...scenarios.map((name) => [name, 'new'] as const), ['odd-lines', 'old'] as const];

describe.each(runs)('%s, %s files', (scenario, age) => {
  let sample: Ingested;
  beforeAll(async () => {
    sample = await ingestSample(scenario, age);
  });
  afterAll(() => sample.close());

  const recordsOf = (kind: Kind, file: string): Stored[] =>
    sample.all<Stored>(`SELECT * FROM ${kind} WHERE source_file = ? ORDER BY byte_offset`, file);
  const headersOf = (file: string): { byte_offset: number; columns: string }[] =>
    sample.all('SELECT byte_offset, columns FROM headers WHERE source_file = ? ORDER BY byte_offset', file);
  const headerAt = (file: string, offset: number): string[] =>
    JSON.parse(
      headersOf(file).findLast(({ byte_offset }) => byte_offset <= offset)?.columns ?? '[]',
    ) as string[];

  it('has every log, of its kind', () => {
    const found = sample.all<{ path: string; kind: Kind }>('SELECT path, kind FROM sources');
    expect(found.map(({ path }) => sample.relative(path)).sort()).toEqual([...sample.files.keys()]);
  });

  it('has every header', () => {
    for (const file of sample.files.values()) {
      const lines = linesOf(file);
      const headers = lines.filter(({ text }) => isHeader(text));
      expect(headers.length).toBeGreaterThan(0);
      for (const { offset, text } of headers) expect(headerAt(file, offset)).toEqual(namesIn(text));
      for (const { byte_offset } of headersOf(file)) {
        expect(isHeader(lines.find(({ offset }) => offset === byte_offset)?.text ?? '')).toBe(true);
      }
    }
  });

  it('has every cell as it stands in the file', () => {
    let compared = 0;
    for (const kind of VIEWS) {
      for (const file of sample.files.values()) {
        const lines = new Map(linesOf(file).map((line) => [line.offset, line]));
        for (const record of recordsOf(kind, file)) {
          const line = lines.get(record.byte_offset);
          if (line === undefined) throw new Error(`no line begins at ${record.byte_offset} of ${file}`);
          const warnings = sample
            .all<{ reason: string }>(
              'SELECT reason FROM record_warnings WHERE record_id = ?',
              record.record_id,
            )
            .map(({ reason }) => reason);
          const off = differences(kind, record, line, headerAt(file, line.offset), warnings);
          expect(off, `${sample.relative(file)} line ${line.number}`).toEqual([]);
          compared++;
        }
      }
    }
    const [total] = sample.all<{ records: number }>('SELECT sum(records) AS records FROM sources');
    expect(compared).toBe(total?.records);
    expect(compared).toBeGreaterThan(15);
  });

  it('accounts for every line once', () => {
    for (const [name, file] of sample.files) {
      const lines = linesOf(file);
      const [source] = sample.all<{
        kind: Kind;
        offset: number;
        size: number;
        state: string;
        rejected: number;
      }>('SELECT kind, "offset", size, state, rejected FROM sources WHERE path = ?', file);
      if (source === undefined) throw new Error(`${name} was not read`);
      const passedOver = lines.filter(({ text }) => text === '' || text.startsWith('#') || isHeader(text));
      // Half a line waits for its rest, however old the log is.
      const waiting = lines.filter(({ ended }) => !ended);
      const rejected = sample.all<{ byte_offset: number; text: string }>(
        'SELECT byte_offset, text FROM rejected_lines WHERE source_file = ?',
        file,
      );
      const records = VIEWS.flatMap((kind) => recordsOf(kind, file));
      expect(
        [...passedOver, ...waiting]
          .map(({ offset }) => offset)
          .concat([...records, ...rejected].map(({ byte_offset }) => byte_offset))
          .sort((a, b) => a - b),
        name,
      ).toEqual(lines.map(({ offset }) => offset));
      expect(records).toHaveLength(recordsOf(source.kind, file).length);
      for (const { byte_offset, text } of rejected) {
        expect(lines.find(({ offset }) => offset === byte_offset)?.text).toBe(text);
      }
      expect(rejected).toHaveLength(source.rejected);
      expect(source.size).toBe(lines.reduce((sum, { length }) => sum + length, 0));
      expect(source.offset).toBe(source.size - waiting.reduce((sum, { length }) => sum + length, 0));
      expect(source.state).toBe(waiting.length > 0 ? 'waiting' : 'complete');
    }
  });

  it('has no reference to what is not there', () => {
    expect(sample.all('PRAGMA foreign_key_check')).toEqual([]);
  });
});
