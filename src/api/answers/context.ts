import type { IngestState } from '../../store/sqlite/coverage.ts';
import type { Connection } from '../../store/sqlite/database.ts';

/** What an answer is made from. */
export interface AnswerContext {
  db: Connection;
  /** How the ingest stands: what was read may not be all there is. */
  ingest: IngestState;
  /** The clock, epoch milliseconds: what `now-15m` is relative to. */
  nowMs: number;
}
