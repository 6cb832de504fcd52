import workerpool from 'workerpool';
import type { IngestState } from '../../store/sqlite/coverage.ts';
import { openForReading } from '../../store/sqlite/database.ts';
import { Figures } from '../../store/sqlite/figures/figures.ts';
import { type Answers, answers } from '../answers/answers.ts';
import type { AnswerContext } from '../answers/context.ts';
import { type ExportPart, type ExportQuery, exportPart } from '../answers/export.ts';
import { Problem, type ProblemCode } from '../problems.ts';

// A process that answers questions from the database; see `Readers`.

/** A question that has no answer. */
export interface Refusal {
  problem: ProblemCode;
  detail: string;
}
/** An answer as JSON text, so that the server passes it on as it is. */
export type AskReply = { json: string } | Refusal;
export type ExportReply = ExportPart | Refusal;

const [, , file = ''] = process.argv;

// Ctrl+C in a terminal reaches every process of it: the server ends this one when its answers are given.
process.on('SIGINT', () => undefined);
const db = openForReading(file);
// Figures read the same pages again and again.
db.pragma('cache_size = -32768');
db.pragma('temp_store = MEMORY');
db.pragma('query_only = ON');
const figures = new Figures(db);

/** Runs a question; what is for the caller comes back as a value, since an error loses its class on the way. */
async function answered<T>(answer: () => T | Promise<T>): Promise<T | Refusal> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof Problem) return { problem: error.code, detail: error.message };
    throw error;
  }
}

/** Runs what reads the database in one transaction: all that an answer says is of one moment, while logs are read. */
function inOneMoment<T>(read: () => T): T {
  db.exec('BEGIN');
  try {
    return read();
  } finally {
    db.exec('COMMIT');
  }
}

const contextOf = (ingest: IngestState): AnswerContext => ({ db, figures, ingest, nowMs: Date.now() });

workerpool.worker({
  ask: (name: keyof Answers, query: never, ingest: IngestState): Promise<AskReply> =>
    answered(async () => {
      const answer: (context: AnswerContext, query: never) => unknown = answers[name];
      return { json: JSON.stringify(await inOneMoment(() => answer(contextOf(ingest), query))) };
    }),
  exportPart: (query: ExportQuery, ingest: IngestState): Promise<ExportReply> =>
    answered(() => inOneMoment(() => exportPart(contextOf(ingest), query))),
});
