import path from 'node:path';
import { expect } from 'vitest';
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

/** The real thing: one reader on a database file, for as many sequences as one likes. */
export class RealReader {
  readonly #db: Connection;
  #ingest: Ingest;

  constructor(file: string) {
    this.#db = openForWriting(file);
    this.#ingest = new Ingest(this.#db);
  }

  /** A reader that knows only what is in the database. */
  async restart(): Promise<void> {
    await this.#ingest.close();
    this.#ingest = new Ingest(this.#db);
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
    for (const source of sources) this.#compareState(source, model, visible, find);
    return news;
  }

  #sourcesBelow(folder: string): SourceRow[] {
    return this.#db
      .prepare(
        `SELECT id, fingerprint, path, offset, records, rejected, state FROM source
         WHERE substr(path, 1, length(:folder)) = :folder ORDER BY fingerprint`,
      )
      .all({ folder: folder + path.sep }) as SourceRow[];
  }

  #contentsOf({ id, fingerprint, offset, records, rejected }: SourceRow) {
    return {
      fingerprint,
      offset,
      records: this.#db
        .prepare(
          `SELECT r.sequence AS n, s."AuthenticatedUser" AS user, r.byte_offset AS offset,
             json_extract(r.packed, '$[0]') AS bytes
           FROM http_proxy_record r JOIN http_proxy_shared s ON s.id = r.shared_id
           WHERE r.source_id = ? ORDER BY r.id`,
        )
        .all(id)
        // The number stands in two columns: under a wrong header the two differ.
        .map((row) => {
          const { n, user, offset, bytes } = row as KnownRecord & { offset: number; bytes: unknown };
          return { n: Number(bytes) === n ? n : `${n}, RequestBytes ${String(bytes)}`, user, offset };
        }),
      rejected: this.#db
        .prepare('SELECT byte_offset AS offset, text FROM rejected_line WHERE source_id = ? ORDER BY id')
        .all(id),
      counted: { records, rejected },
    };
  }

  /** The state is that of the file seen last: compared where there is only one. */
  #compareState(
    { fingerprint, path: shown, offset, state }: SourceRow,
    model: Model,
    visible: readonly VisibleFile[],
    find: (text: string) => KnownRecord | undefined,
  ): void {
    const files = visible.filter(({ bytes }) => fingerprintOf(bytes, find) === fingerprint);
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
