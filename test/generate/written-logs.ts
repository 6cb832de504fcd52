import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll } from 'vitest';
import { type GenerateOptions, generate } from '../../src/generate/generate.ts';
import type { Truth } from '../../src/generate/truth.ts';

export type Row = Record<string, string>;

/** What a run wrote, read again by a CSV parser that is not ours. */
export interface WrittenLogs {
  truth: Truth;
  out: string;
  frontEnd: Row[];
  mapiHttp: Row[];
  clientAccess: Row[];
  addressBook: Row[];
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function scratchFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'mapiscope-generate-'));
  folders.push(folder);
  return folder;
}

export const logFiles = (out: string): string[] =>
  readdirSync(out, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.LOG'))
    .sort()
    .map((name) => path.join(out, name));

/** The rows of one log file by column name. */
export function rowsOf(file: string): Row[] {
  const lines = readFileSync(file, 'utf8').split('\r\n');
  const fields = lines.findIndex((line) => line.startsWith('#Fields: '));
  const columns = (lines[fields] ?? '').slice('#Fields: '.length).split(',');
  // Without `relax_column_count` a row of another width is an error.
  return parse(lines.slice(fields + 1).join('\n'), { columns, skip_empty_lines: true }) as Row[];
}

export async function written(options: Omit<GenerateOptions, 'out'>): Promise<WrittenLogs> {
  const out = path.join(scratchFolder(), 'logs');
  const truth = await generate({ out, ...options });
  const files = logFiles(out);
  const rows = (part: string): Row[] => files.filter((file) => file.includes(part)).flatMap(rowsOf);
  return {
    truth,
    out,
    frontEnd: rows('HttpProxy'),
    mapiHttp: rows(`MapiHttp${path.sep}Mailbox`),
    clientAccess: rows('MAPI Client Access'),
    addressBook: rows('MAPI AddressBook Service'),
  };
}

export const value = (row: Row | undefined, column: string): string => {
  const text = row?.[column];
  if (text === undefined) throw new Error(`no value ${column}`);
  return text;
};
export const number = (row: Row, column: string): number => Number(value(row, column));
export const end = (row: Row): number => Date.parse(value(row, 'DateTime'));
export const start = (row: Row): number => end(row) - number(row, 'TotalRequestTime');

/** `R`, `CI`, `RT` of a row's ClientRequestId; GUIDs in lower case without braces and counters. */
export function ids(row: Row): { context: string; instance: string; type: string } {
  const text = value(row, 'ClientRequestId');
  const guid = (key: string): string =>
    (new RegExp(`(?:^|;)${key}:\\{?([0-9a-fA-F-]{36})\\}?:\\d+`).exec(text)?.[1] ?? '').toLowerCase();
  return { context: guid('R'), instance: guid('CI'), type: /RT:(\w+)/.exec(text)?.[1] ?? '' };
}

export const isProbe = (row: Row): boolean =>
  value(row, 'Method') === 'GET' || value(row, 'UserAgent') === 'MapiHttpClient';
