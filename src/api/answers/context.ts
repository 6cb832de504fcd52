import type { IngestState } from '../../store/sqlite/coverage.ts';
import type { Connection } from '../../store/sqlite/database.ts';
import type { Figures } from '../../store/sqlite/figures/figures.ts';

/** What an answer is made from. */
export interface AnswerContext {
  db: Connection;
  /** Of the same database; keeps what it has learnt of it. */
  figures: Figures;
  /** How the ingest stands: what was read may not be all there is. */
  ingest: IngestState;
  /** The clock, epoch milliseconds: what `now-15m` is relative to. */
  nowMs: number;
}
