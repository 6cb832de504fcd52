import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ingest } from '../../src/ingest/ingest.ts';
import { type Connection, openForWriting } from '../../src/store/sqlite/database.ts';

const SAMPLES = path.join(import.meta.dirname, '..', '..', 'samples');

/** The folders below `samples/`, one a scenario. */
export const scenarios: readonly string[] = readdirSync(SAMPLES).filter((name) =>
  statSync(path.join(SAMPLES, name)).isDirectory(),
);

/** A line of a log, cut at LF by this test and not by the program. */
export interface RawLine {
  /** From 1. */
  number: number;
  /** Bytes from the beginning of the file. */
  offset: number;
  /** Bytes with the line end. */
  length: number;
  /** Without line end and byte order mark; bytes that are not UTF-8 are U+FFFD. */
  text: string;
  /** False for the last line of a file that stops in the middle. */
  ended: boolean;
}

/** All lines of a log. */
export function linesOf(file: string): RawLine[] {
  const bytes = readFileSync(file);
  const lines: RawLine[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const end = bytes.indexOf('\n', offset);
    const next = end < 0 ? bytes.length : end + 1;
    const text = new TextDecoder().decode(bytes.subarray(offset, next)).replace(/\r?\n$/, '');
    lines.push({ number: lines.length + 1, offset, length: next - offset, text, ended: end >= 0 });
    offset = next;
  }
  return lines;
}

/** A sample that was read. */
export interface Ingested {
  db: Connection;
  /** Logs by their path below the samples folder, with forward slashes. */
  files: Map<string, string>;
  all: <Row>(sql: string, ...values: unknown[]) => Row[];
  /** A path in the database as it is below the samples folder. */
  relative: (file: string) => string;
  close: () => void;
}

/**
 * Reads a scenario into a database of its own. The age of the files decides what becomes of a torn last line, so
 * a copy is read: of files that were just written, or of old ones that nobody writes any more.
 */
export async function ingestSample(scenario: string, age: 'new' | 'old' = 'new'): Promise<Ingested> {
  const root = mkdtempSync(path.join(tmpdir(), 'mapiscope-corpus-'));
  cpSync(path.join(SAMPLES, scenario), path.join(root, scenario), { recursive: true });
  const relative = (file: string): string => path.relative(root, file).split(path.sep).join('/');
  const written = new Date(Date.now() - (age === 'old' ? 86_400_000 : 0));
  const files = new Map<string, string>();
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!name.endsWith('.LOG')) continue;
    const file = path.join(root, name);
    utimesSync(file, written, written);
    files.set(relative(file), file);
  }
  const db = openForWriting(':memory:');
  await ingest(db, [root]);
  return {
    db,
    files,
    all: <Row>(sql: string, ...values: unknown[]): Row[] => db.prepare(sql).all(...values) as Row[],
    relative,
    close: () => {
      db.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
