import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { generate } from '../../src/generate/generate.ts';
import { backRow, columnsOf, crlf, frontRow, preamble, row, type Values } from '../support/logs.ts';
import type { LogBytes } from '../support/pieces.ts';

/** Logs, and what is in them. */
export interface DataSet {
  logs: LogBytes[];
  /** Whole records in it, and lines that are none. */
  records: number;
  rejected: number;
}

/** Bytes that the program stores in one transaction when it can. */
const BATCH_BYTES = 4 * 1024 * 1024;
const LONG = 60_000;

const padded = (n: number): string => String(n).padStart(3, '0');
const at = (n: number): string =>
  `2026-03-04T09:${padded(n % 60).slice(1)}:${padded((n * 7) % 60).slice(1)}.031Z`;

/**
 * A few thousand lines in many logs, made in `folder`: two servers of the newest layout and one of 2013 with all
 * sorts of failures; a log of several batches; a log with rejected lines, records that span lines, an unknown column
 * and a torn end.
 */
export async function makeDataSet(folder: string): Promise<DataSet> {
  const newest = await generate({ out: path.join(folder, 'new'), clients: 4, hours: 2, noise: 0.3, seed: 7 });
  const classic = await generate({
    out: path.join(folder, 'classic'),
    scenarios: ['clean_day'],
    clients: 3,
    hours: 1,
    servers: 1,
    noise: 0.3,
    layout: '2013',
    seed: 8,
  });
  const truths = [...Object.values(newest.counts), ...Object.values(classic.counts)];
  const generated = truths.reduce((sum, { lines }) => sum + lines, 0);
  mkdirSync(path.join(folder, 'odd'));
  const large = writeLarge(path.join(folder, 'odd', 'HttpProxy_2026030409-1.LOG'));
  const odd = writeOdd(path.join(folder, 'odd', 'MapiHttp_2026030409-1.LOG'));
  return {
    logs: logsIn(folder),
    records: generated + large + odd.records,
    rejected: odd.rejected,
  };
}

/** A log of several batches, each of few lines; one record lies across the end of the first batch. */
function writeLarge(file: string): number {
  const columns = columnsOf('http_proxy');
  const write = (lines: readonly string[]): void => appendFileSync(file, crlf(lines));
  const record = (n: number, values: Values): string =>
    row(columns, frontRow(n, { DateTime: at(n), ...values }));
  write(preamble('http_proxy'));
  let records = 0;
  for (const end of [BATCH_BYTES, 1.2 * BATCH_BYTES]) {
    for (; statSync(file).size < end - 2 * LONG; records++)
      write([record(records, { GenericErrors: `Long=${'x'.repeat(LONG - (records % 7) * 4_000)};` })]);
    const left = end - statSync(file).size;
    const lines = Array.from(
      { length: 120 },
      (_, line) => `   at Line.Number${line}(${'y'.repeat(left / 60)})`,
    );
    write([record(records++, { GenericErrors: `"Trace=${lines.join('\n')};"` }).replaceAll('"""', '"')]);
  }
  return records;
}

/** A log in which a quarter of the lines is odd. */
function writeOdd(file: string): { records: number; rejected: number } {
  const columns = columnsOf('mapi_http').toSpliced(7, 0, 'NewInTheNextUpdate');
  const write = (lines: readonly string[]): void => appendFileSync(file, crlf(lines));
  write(preamble('mapi_http', columns));
  let [records, rejected] = [0, 0];
  for (let n = 0; n < 400; n++) {
    // Half of them belong to requests of the large log.
    const values = backRow(n, { DateTime: at(n), NewInTheNextUpdate: n % 5 === 0 ? `value ${n}` : '' });
    if (n % 16 === 3) write([`${at(n)},no,record`]);
    else if (n % 16 === 7) write([row(columns, { ...values, DateTime: 'yesterday' })]);
    else if (n % 16 === 11)
      write([
        row(columns, { ...values, GenericErrors: 'an error,\r\n   at the first line\r\n\r\n   at "X"' }),
      ]);
    else if (n % 16 === 15) write([`${row(columns, values)},one more`]);
    else write([row(columns, values)]);
    if (n % 16 === 3 || n % 16 === 7) rejected++;
    else records++;
  }
  appendFileSync(file, row(columns, backRow(400)).slice(0, 300));
  return { records, rejected };
}

/** All logs below a folder. */
export function logsIn(folder: string): LogBytes[] {
  return (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => /\.log$/i.test(name))
    .sort()
    .map((name) => ({ name, bytes: readFileSync(path.join(folder, name)) }));
}
