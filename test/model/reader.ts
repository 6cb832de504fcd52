import path from 'node:path';
import { expect } from 'vitest';
import type { DecodeThread } from '../../src/ingest/decode-thread.ts';
import { Ingest } from '../../src/ingest/ingest.ts';
import { type Connection, openForWriting } from '../../src/store/sqlite/database.ts';
import type { KnownRecord } from './lines.ts';
import { fingerprintOf, type Model, type VisibleFile } from './model.ts';

interface SourceRow {
  id: number;
  fingerprint: string;
  path: string;
  offset: number;
  records: number;
  rejected: number;
  state: string;
}

/** One in so many restarts starts the thread that decodes anew, too: that takes longer than a sequence. */
const RESTARTS_OF_THREAD = 50;

/** The real thing: one reader on a database file, for as many sequences as one likes. */
export class RealReader {
  readonly #db: Connection;
  readonly #thread: DecodeThread;
  readonly #statements: ReturnType<typeof prepare>;
  #ingest: Ingest;
  #restarts = 0;
  /** The folder that is read, and the last record before it was: what is older need not be looked through. */
  #since = { folder: '', record: 0 };

  /** @param thread decodes; it may have done so for another reader before */
  constructor(file: string, thread: DecodeThread) {
    this.#db = openForWriting(file);
    this.#statements = prepare(this.#db);
    this.#thread = thread;
    this.#ingest = new Ingest(this.#db, { thread });
  }

  /** A reader that knows only what is in the database. */
  async restart(): Promise<void> {
    await this.#ingest.close();
    if (++this.#restarts % RESTARTS_OF_THREAD === 0) await this.#thread.end();
    this.#ingest = new Ingest(this.#db, { thread: this.#thread });
  }

  async close(): Promise<void> {
    await this.#ingest.close();
    this.#db.close();
  }

  /** Reads the folder and compares everything that is in the database about it with the model. */
  async readAndCompare(
    folder: string,
    model: Model,
    visible: readonly VisibleFile[],
    find: (text: string) => KnownRecord | undefined,
  ): Promise<{ records: number; rejected: number }> {
    if (folder !== this.#since.folder)
      this.#since = { folder, record: this.#statements.lastRecord.get() as number };
    const news = model.read(visible);
    const { records, rejected } = await this.#ingest.read([folder]);
    expect({ records, rejected }, 'what this read brought').toEqual(news);
    const sources = this.#sourcesBelow(folder);
    for (const { fingerprint, offset } of sources) model.settle(fingerprint, offset);
    const expected = [...model.sources].map(([fingerprint, source]) => ({
      fingerprint,
      offset: source.offset,
      records: source.records,
      rejected: source.rejected,
      counted: { records: source.records.length, rejected: source.rejected.length },
    }));
    expect(
      sources.map((source) => this.#contentsOf(source)),
      'what is in the database',
    ).toEqual(expected.sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1)));
    const byFingerprint = Map.groupBy(visible, ({ bytes }) => fingerprintOf(bytes, find));
    for (const source of sources)
      this.#compareState(source, model, byFingerprint.get(source.fingerprint) ?? []);
    return news;
  }

  #sourcesBelow(folder: string): SourceRow[] {
    const { sep } = path;
    // What is below it lies between the separator and the character that follows it.
    const after = String.fromCharCode(sep.charCodeAt(0) + 1);
    return this.#statements.sources.all(folder + sep, folder + after) as SourceRow[];
  }

  #contentsOf({ id, fingerprint, offset, records, rejected }: SourceRow) {
    const rows = this.#statements.records.all(this.#since.record, id) as (KnownRecord & {
      offset: number;
      bytes: unknown;
    })[];
    return {
      fingerprint,
      offset,
      // The number stands in two columns: under a wrong header the two differ.
      records: rows.map(({ n, user, offset, bytes }) => ({
        n: Number(bytes) === n ? n : `${n}, RequestBytes ${String(bytes)}`,
        user,
        offset,
      })),
      rejected: this.#statements.rejected.all(id),
      counted: { records, rejected },
    };
  }

  /** The state is that of the file seen last: compared where there is only one. */
  #compareState(
    { fingerprint, path: shown, offset, state }: SourceRow,
    model: Model,
    files: readonly VisibleFile[],
  ): void {
    if (files.length > 0) expect(files.map((file) => file.path)).toContain(shown);
    const [only, another] = files;
    if (only === undefined || another !== undefined) return;
    const waits = !only.path.endsWith('.gz') && only.bytes.lastIndexOf(10) + 1 < only.bytes.length;
    const rewritten = model.sources.get(fingerprint)?.rewritten ?? false;
    const shorter = only.bytes.length < offset;
    const expected = shorter ? 'complete' : rewritten ? 'failed' : waits ? 'waiting' : 'complete';
    expect(state, `state of ${shown}`).toBe(expected);
  }
}

const prepare = (db: Connection) => ({
  sources: db.prepare(
    `SELECT id, fingerprint, path, offset, records, rejected, state FROM source
     WHERE path > ? AND path < ? ORDER BY fingerprint`,
  ),
  records: db.prepare(
    `SELECT r.sequence AS n, s."AuthenticatedUser" AS user, r.byte_offset AS offset,
       json_extract(r.packed, '$[0]') AS bytes
     FROM http_proxy_record r JOIN http_proxy_shared s ON s.id = r.shared_id
     WHERE r.id > ? AND r.source_id = ? ORDER BY r.id`,
  ),
  lastRecord: db.prepare('SELECT ifnull(max(id), 0) FROM http_proxy_record').pluck(),
  rejected: db.prepare(
    'SELECT byte_offset AS offset, text FROM rejected_line WHERE source_id = ? ORDER BY id',
  ),
});
