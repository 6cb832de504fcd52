import type { Kind } from '../../formats/family.ts';
import type { Batch, Header, ReaderState } from '../../ingest/batch.ts';
import type { FinishedLog } from '../../ingest/messages.ts';
import type { Connection } from './database.ts';

/** A log as the store keeps it. */
export interface StoredSource {
  id: number;
  kind: Kind;
  offset: number;
  tailHash: string;
  records: number;
  /** The machine whose log it is, as far as it is known. */
  server: string | null;
  /** The header in force at the offset. */
  header: Header | null;
  state: ReaderState | null;
}

/** What is known of a log before it is read. */
export interface SourceFacts {
  path: string;
  kind: Kind;
  fingerprint: string;
  size: number | null;
  /** Bytes on disk or in an archive. */
  storedSize: number;
  modifiedMs: number;
  server: string | null;
}

/** Keeps which logs there are, and how far each was read. */
export class Sources {
  readonly #statements: ReturnType<typeof prepare>;

  constructor(db: Connection) {
    this.#statements = prepare(db);
  }

  /** The logs that were read to their end, as they looked then. */
  finished(): FinishedLog[] {
    return this.#statements.finished.all() as FinishedLog[];
  }

  /** The log with this fingerprint, made when it is new; it may have been read under another path. */
  open(facts: SourceFacts): StoredSource {
    const { find, add, touch, lastHeader } = this.#statements;
    const known = find.get(facts.fingerprint) as
      | (Omit<StoredSource, 'header' | 'state'> & { state: string | null })
      | undefined;
    if (known === undefined) {
      const { lastInsertRowid } = add.run(facts);
      return {
        id: Number(lastInsertRowid),
        kind: facts.kind,
        offset: 0,
        tailHash: '',
        records: 0,
        server: facts.server,
        header: null,
        state: null,
      };
    }
    // The path by which it was seen last is where the raw lines are.
    touch.run({ ...facts, id: known.id });
    const row = lastHeader.get(known.id) as
      | { byte_offset: number; log_version: string | null; columns: string; guessed: number }
      | undefined;
    const header =
      row === undefined
        ? null
        : {
            offset: row.byte_offset,
            version: row.log_version,
            columns: JSON.parse(row.columns) as string[],
            unknown: [],
            guessed: row.guessed === 1,
          };
    const state = known.state === null ? null : (JSON.parse(known.state) as ReaderState);
    return { ...known, header, state };
  }

  /** Notes how far a batch reaches. */
  advance(source: number, batch: Batch): void {
    this.#statements.advance.run({
      id: source,
      offset: batch.offset,
      tailHash: batch.tailHash,
      records: batch.count,
      rejected: batch.rejected.length,
      warnings: batch.warnings.length,
      firstMs: batch.firstMs,
      lastMs: batch.lastMs,
      server: batch.state.server,
      state: JSON.stringify(batch.state),
    });
  }

  /**
   * Says how reading a log ended.
   * @param error null when all is well @param unfinished bytes of a last line that has no end yet
   */
  close(
    source: number,
    state: 'complete' | 'waiting' | 'failed',
    error: string | null,
    unfinished: number,
  ): void {
    this.#statements.close.run(state, error, unfinished, source);
  }
}

function prepare(db: Connection) {
  return {
    find: db.prepare(
      'SELECT id, kind, offset, tail_hash AS tailHash, reader_state AS state, records, server FROM source WHERE fingerprint = ?',
    ),
    add: db.prepare(
      `INSERT INTO source (fingerprint, path, kind, server, modified_ms, size, stored_size)
       VALUES (:fingerprint, :path, :kind, :server, :modifiedMs, :size, :storedSize)`,
    ),
    touch: db.prepare(
      "UPDATE source SET path = :path, size = max(coalesce(size, 0), coalesce(:size, 0)), modified_ms = :modifiedMs, stored_size = :storedSize, state = 'reading' WHERE id = :id",
    ),
    finished: db.prepare(
      `SELECT path, stored_size AS storedSize, modified_ms AS modifiedMs FROM source WHERE state = 'complete' AND offset >= size`,
    ),
    lastHeader: db.prepare(
      `SELECT byte_offset, log_version, columns, guessed FROM header WHERE source_id = ?
       ORDER BY byte_offset DESC LIMIT 1`,
    ),
    advance: db.prepare(
      `UPDATE source SET offset = :offset, tail_hash = :tailHash, reader_state = :state, records = records + :records,
         rejected = rejected + :rejected, warnings = warnings + :warnings,
         first_ms = min(coalesce(first_ms, :firstMs), coalesce(:firstMs, first_ms)),
         last_ms = max(coalesce(last_ms, :lastMs), coalesce(:lastMs, last_ms)),
         server = coalesce(:server, server)
       WHERE id = :id`,
    ),
    close: db.prepare(
      'UPDATE source SET state = ?, last_error = ?, size = max(coalesce(size, 0), offset + ?) WHERE id = ?',
    ),
  };
}
