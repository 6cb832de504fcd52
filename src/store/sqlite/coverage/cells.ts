import type { Connection } from '../database.ts';
import { conditions, type ResolvedFilter } from '../request-filter.ts';

/** Requests of one step of time that went the same way. */
export interface Cell {
  /** Epoch milliseconds; it ends `stepMs` later. */
  fromMs: number;
  frontEnd: string | null;
  backEnd: string | null;
  /** Requests with a front-end record, with a back-end record, with both. */
  withFront: number;
  withBack: number;
  joined: number;
  /** Of people, of the mailbox, answered by the back end, and without its record. */
  backMissing: number;
}

const STEPS_MS = [5, 10, 30, 60, 6 * 60, 24 * 60].map((minutes) => minutes * 60_000);
const MOST_STEPS = 800;

/** The shortest step that divides a span of time into few enough. */
export const stepFor = (spanMs: number): number =>
  STEPS_MS.find((stepMs) => spanMs / stepMs <= MOST_STEPS) ?? (STEPS_MS.at(-1) as number);

/**
 * The requests of a filter by time and way. That a back end answered is certain only with its 200: other statuses may
 * come from what stands before its MAPI service, which then logs nothing; and whether it logs requests of the address
 * book depends on its version. Probes may end before the MAPI service.
 */
export function cellsOf(db: Connection, filter: ResolvedFilter, stepMs: number): Cell[] {
  const { where, params } = conditions(filter);
  const sql = `
    SELECT ended_ms / :stepMs * :stepMs AS fromMs, front_end AS frontEnd, back_end AS backEnd,
      count(record_id) AS withFront, count(backend_record_id) AS withBack,
      sum(record_id IS NOT NULL AND backend_record_id IS NOT NULL) AS joined,
      sum(backend_status = 200 AND backend_record_id IS NULL AND endpoint = 'emsmdb' AND noise IS NULL) AS backMissing
    FROM requests ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`} GROUP BY 1, 2, 3`;
  const rows = db.prepare(sql).all({ ...params, stepMs: BigInt(stepMs) }) as (Omit<Cell, 'backMissing'> & {
    backMissing: number | null;
  })[];
  return rows.map((row) => ({ ...row, backMissing: row.backMissing ?? 0 }));
}
