import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, vi } from 'vitest';
import { openForReading } from '../../src/store/sqlite/database.ts';
import { type Running, start, type User } from '../cli/process.ts';
import { temporaryFolder } from '../support/database.ts';
import { columnsOf, crlf, frontRow, log, row } from '../support/logs.ts';

/** How long something may take to come, on a busy machine. */
export const WAIT = { timeout: 45_000, interval: 50 };

interface Trouble {
  path: string;
  kind: string;
  message: string;
  advice: string;
}

/** `mapiscope serve` in a process of its own, and what it answers. */
export interface Served extends Running {
  url: string;
  json<Answer = Record<string, unknown>>(route: string): Promise<Answer>;
  /** `ingest` of the status. */
  ingest(): Promise<{ state: string; error: string | null; troubles: Trouble[]; behind_bytes: number }>;
  /** Waits until so many records are there. */
  has(records: number): Promise<void>;
  /** Waits until there is a trouble of this kind, and gives it. */
  trouble(kind: string): Promise<Trouble>;
  /** Waits until there is no trouble any more, and reading goes on. */
  well(): Promise<void>;
}

/** Starts a server. @param file the database @param options more of its flags @param user who runs it */
export async function serve(
  logs: readonly string[],
  file: string,
  options: readonly string[] = [],
  user: User = {},
): Promise<Served> {
  const watched = logs.flatMap((folder) => ['--watch', folder]);
  const running = start(['serve', ...watched, '--db', file, '--port', '0', ...options], {}, undefined, user);
  await running.says(/serves http:\S+/);
  const url = /http:\S+/.exec(running.stdout())?.[0] ?? '';
  const json = async <Answer>(route: string): Promise<Answer> => {
    const answer = await fetch(url + route);
    expect(answer.status, route).toBe(200);
    return (await answer.json()) as Answer;
  };
  const status = () =>
    json<{ ingest: Awaited<ReturnType<Served['ingest']>>; totals: { records: number } }>('/api/v1/status');
  const ingest = async () => (await status()).ingest;
  return {
    ...running,
    url,
    json,
    ingest,
    has: (records) => vi.waitFor(async () => expect((await status()).totals.records).toBe(records), WAIT),
    trouble: (kind) =>
      vi.waitFor(async () => {
        const { troubles } = await ingest();
        const found = troubles.find((trouble) => trouble.kind === kind);
        if (found === undefined) throw new Error(`no ${kind} among ${JSON.stringify(troubles)}`);
        return found;
      }, WAIT),
    well: () =>
      vi.waitFor(
        async () => expect(await ingest()).toMatchObject({ state: 'watching', error: null, troubles: [] }),
        WAIT,
      ),
  };
}

const front = columnsOf('http_proxy');

/** Whole lines of front-end records, by number. */
export const lines = (from: number, to: number): string =>
  crlf(Array.from({ length: to - from + 1 }, (_, i) => row(front, frontRow(from + i))));

/** A folder with a log of one record, of this number, that can be written on. */
export function growingLog(folder = path.join(temporaryFolder(), 'Logging'), first = 1) {
  const file = path.join(folder, 'HttpProxy', 'Mapi', 'HttpProxy_2026030409-1.LOG');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, log('http_proxy', [frontRow(first)]));
  return {
    folder,
    file,
    /** Appends records of these numbers. */
    write: (from: number, to = from): void => appendFileSync(file, lines(from, to)),
  };
}

/** The numbers of the records that a database has, in order; a record that was stored twice is there twice. */
export function storedSequences(file: string): number[] {
  if (!existsSync(file)) return [];
  const db = openForReading(file);
  try {
    const tables = Number(db.pragma('user_version', { simple: true }));
    if (tables === 0) return [];
    return db.prepare('SELECT sequence FROM http_proxy ORDER BY sequence').pluck().all() as number[];
  } finally {
    db.close();
  }
}
