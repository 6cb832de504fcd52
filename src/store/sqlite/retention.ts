import { millisecondsInHour } from 'date-fns/constants';
import { type Connection, INCREMENTAL } from './database.ts';
import { holdBack, LastIds } from './retention/last-ids.ts';
import { Pass, type Reason } from './retention/pass.ts';
import { RecordBlocks } from './retention/record-blocks.ts';
import { Sweep } from './retention/sweep.ts';
import { numberedTables } from './retention/tables.ts';

export interface RetentionOptions {
  /** Data older than this goes, milliseconds; null: no limit. */
  maxAgeMs: number | null;
  /** The oldest data goes when the database is larger, bytes; null: no limit. */
  maxSizeBytes: number | null;
  /** Rows that a step may delete, of requests and their records that many requests. */
  rowsPerStep?: number;
  /** Pages that a step may give back. */
  pagesPerStep?: number;
  /** Shared values are looked through when this share of the records has gone since the last time. */
  sweepShare?: number;
}

/** Filled up to this part of its limit, a database has no room for what an earlier run has deleted. */
const NO_ROOM = 0.8;
/** Deleting goes on until the database is this part of its largest size, so that it need not begin again at once. */
const SIZE_TARGET = 0.9;
/** This part of the pages may be free: what comes next needs them. */
const FREE_SHARE = 0.05;

/**
 * Deletes old data in short transactions and gives the space back. To be called by the thread that writes, between
 * readings, until there is no more to do. Data goes by the full hour; a limit of size spares the latest one.
 *
 * After it has deleted something, the pipeline remembers rows that are gone: see `pipelineStale`.
 */
export class Retention {
  readonly #db: Connection;
  readonly #options: Required<RetentionOptions>;
  readonly #blocks: RecordBlocks;
  readonly #lastIds: LastIds;
  readonly #canShrink: boolean;
  #pass: Pass | null = null;
  #sweep: Sweep | null = null;
  #stale = false;
  #agePassedMs = Number.NEGATIVE_INFINITY;
  /** Deleting because of the size has begun and is not yet at its aim. */
  #shrinking = false;
  /** The last cutoff because of the size, when it deleted nothing. */
  #fruitlessMs = Number.NEGATIVE_INFINITY;
  #givenBack = false;
  #noRoomBeforeMs = Number.NEGATIVE_INFINITY;

  constructor(db: Connection, options: RetentionOptions) {
    this.#db = db;
    this.#options = { rowsPerStep: 2000, pagesPerStep: 64, sweepShare: 0.1, ...options };
    this.#blocks = new RecordBlocks(db);
    this.#lastIds = new LastIds(db, numberedTables);
    // A sweep that another process began is not gone on with.
    holdBack(db, []);
    this.#canShrink = db.pragma('auto_vacuum', { simple: true }) === INCREMENTAL;
    const { maxSizeBytes } = options;
    if (maxSizeBytes !== null && this.#usedBytes() > maxSizeBytes * NO_ROOM) {
      const last = db
        .prepare("SELECT max(cutoff_ms) FROM retention_pass WHERE reason = 'size'")
        .pluck()
        .get();
      this.#noRoomBeforeMs = (last as number | null) ?? Number.NEGATIVE_INFINITY;
    }
  }

  /**
   * What is older than this was deleted because of the size, epoch milliseconds; -∞: nothing was. Read now, it would be
   * deleted again.
   */
  get noRoomBeforeMs(): number {
    return this.#noRoomBeforeMs;
  }

  /** Whether the database is too large, and there is something to delete. More should not be read before that is done. */
  isTooLarge(nowMs: number): boolean {
    if (this.#options.maxSizeBytes === null) return false;
    return this.#pass?.reason === 'size' || this.#sizeCutoff(nowMs) !== null;
  }

  /** Whether a new `Ingest` has to be made before the next reading: the present one remembers rows that are gone. */
  get pipelineStale(): boolean {
    return this.#stale;
  }

  /** To be called when a new `Ingest` has been made. */
  pipelineRemade(): void {
    this.#stale = false;
  }

  /**
   * Does a little, some tens of milliseconds. Not during a reading.
   * @returns whether there is more to do
   */
  step(nowMs: number): boolean {
    if (this.#blocks.note()) return true;
    if (this.#pass === null && this.#sweep === null) this.#begin(nowMs);
    if (this.#sweep !== null) {
      if (!this.#sweep.step()) this.#sweep = null;
      return true;
    }
    if (this.#pass !== null) {
      this.#stepPass(this.#pass, nowMs);
      return true;
    }
    return this.#giveBack();
  }

  #begin(nowMs: number): void {
    const { maxAgeMs } = this.#options;
    const ageMs = maxAgeMs === null ? Number.NEGATIVE_INFINITY : hourOf(nowMs - maxAgeMs);
    if (ageMs > this.#agePassedMs) {
      this.#agePassedMs = ageMs;
      this.#pass = this.#newPass('age', ageMs);
    } else if (this.#sweepIsDue()) {
      this.#sweep = new Sweep(this.#db, this.#options.rowsPerStep, this.#lastIds);
      this.#stale = true;
    } else {
      const sizeMs = this.#sizeCutoff(nowMs);
      if (sizeMs !== null) this.#pass = this.#newPass('size', sizeMs);
    }
  }

  #newPass(reason: Reason, cutoffMs: number): Pass {
    return new Pass(this.#db, {
      reason,
      cutoffMs,
      rows: this.#options.rowsPerStep,
      blocks: this.#blocks,
      lastIds: this.#lastIds,
    });
  }

  #stepPass(pass: Pass, nowMs: number): void {
    const more = pass.step(nowMs);
    if (pass.deletedAny) this.#stale = true;
    if (more) return;
    this.#pass = null;
    if (pass.reason === 'size') {
      this.#noRoomBeforeMs = Math.max(this.#noRoomBeforeMs, pass.cutoffMs);
      this.#fruitlessMs = pass.deletedAny ? Number.NEGATIVE_INFINITY : pass.cutoffMs;
    }
  }

  #sweepIsDue(): boolean {
    const number = (sql: string): number => this.#db.prepare(sql).pluck().get() as number;
    const expired = number('SELECT total(records) FROM retention_pass WHERE shared_values IS NULL');
    if (expired === 0) return false;
    return expired >= this.#options.sweepShare * number('SELECT total(records - expired) FROM source');
  }

  /** The end of the oldest hour when the database is too large; null when it is not, or only the latest hour is left. */
  #sizeCutoff(nowMs: number): number | null {
    const { maxSizeBytes } = this.#options;
    if (maxSizeBytes === null) return null;
    const size = this.#usedBytes();
    if (size > maxSizeBytes) this.#shrinking = true;
    if (size <= maxSizeBytes * SIZE_TARGET) this.#shrinking = false;
    if (!this.#shrinking) return null;
    const { oldest, newest } = this.#db
      .prepare(
        'SELECT (SELECT min(ended_ms) FROM request) AS oldest, (SELECT max(last_ms) FROM source) AS newest',
      )
      .get() as { oldest: number | null; newest: number | null };
    const oldestMs = Math.min(oldest ?? nowMs, this.#blocks.oldestMs() ?? nowMs);
    const cutoffMs = Math.max(hourOf(oldestMs), this.#fruitlessMs) + millisecondsInHour;
    return cutoffMs <= Math.min(newest ?? nowMs, nowMs) - millisecondsInHour ? cutoffMs : null;
  }

  #usedBytes(): number {
    const { pages, free, pageSize } = this.#pages();
    return (pages - free) * pageSize;
  }

  #pages(): { pages: number; free: number; pageSize: number } {
    const pragma = (name: string): number => this.#db.pragma(name, { simple: true }) as number;
    return { pages: pragma('page_count'), free: pragma('freelist_count'), pageSize: pragma('page_size') };
  }

  /** Gives free pages back to the file system. */
  #giveBack(): boolean {
    if (!this.#canShrink) return false;
    const { pages, free } = this.#pages();
    const surplus = free - Math.ceil(pages * FREE_SHARE);
    // A few pages are not worth the writing.
    if (surplus > 0 && (this.#givenBack || surplus > pages * FREE_SHARE)) {
      this.#db.pragma(`incremental_vacuum(${Math.min(surplus, this.#options.pagesPerStep)})`);
      this.#givenBack = true;
      return true;
    }
    // The file itself gets shorter with a checkpoint.
    if (this.#givenBack) this.#db.pragma('wal_checkpoint(PASSIVE)');
    this.#givenBack = false;
    return false;
  }
}

/** Limits are kept to the hour: it makes few passes of what would be many. */
const hourOf = (ms: number): number => Math.floor(ms / millisecondsInHour) * millisecondsInHour;
