import { millisecondsInHour } from 'date-fns/constants';
import type { Connection } from '../database.ts';

/** Which of its logs a server has: of its front end, of its back end with a record for each request, or classic. */
export type LogRole = 'front' | 'back' | 'classic' | 'address_book';

/** A time that logs were read for, epoch milliseconds, both ends included. */
interface Span {
  fromMs: number;
  toMs: number;
}

interface Row extends Span {
  server: string | null;
  kind: string;
  path: string;
  rejected: number;
}

const roles: Record<string, LogRole> = {
  http_proxy: 'front',
  mapi_http: 'back',
  mapi_client_access: 'classic',
  mapi_address_book: 'address_book',
};

/**
 * A classic log has no record of an ordinary request, so its silence says nothing: a record within so long shows that the
 * log was there.
 */
const CLASSIC_REACH_MS = 24 * millisecondsInHour;

/** So long before its first and after its last record a log may be silent, or the other one was read further. */
const SLACK_MS = 10 * 60_000;

/** A front end logs each protocol in a folder of its own; only that of Mapi tells of these requests. */
const OTHER_PROTOCOL = /[\\/]HttpProxy[\\/](?!Mapi[\\/])[^\\/]+[\\/]/i;

/** The times for which logs of one server and role were read. */
export class LogSpans {
  readonly #byRole = new Map<string, Span[]>();
  /** First and last record of a server's logs. */
  readonly ends = new Map<string, Span>();
  /** Lines of its logs that could not be read. */
  readonly rejected = new Map<string | null, number>();

  /** Of the logs that have records between these points in time; epoch milliseconds, `untilMs` exclusive. */
  constructor(db: Connection, sinceMs: number, untilMs: number) {
    const rows = db
      .prepare(
        `SELECT server, kind, path, rejected, first_ms AS fromMs, last_ms AS toMs FROM source
         WHERE last_ms >= :since - :reach AND first_ms < :until + :reach ORDER BY first_ms`,
      )
      .all({ since: sinceMs, until: untilMs, reach: CLASSIC_REACH_MS }) as Row[];
    for (const row of rows) {
      const role = roles[row.kind];
      if (role === undefined || OTHER_PROTOCOL.test(row.path)) continue;
      const reach = role === 'classic' ? CLASSIC_REACH_MS : 0;
      if (row.server !== null)
        this.#add(role, row.server, { fromMs: row.fromMs - reach, toMs: row.toMs + reach });
      if (row.toMs >= sinceMs && row.fromMs < untilMs) this.#note(row);
    }
  }

  /** Whether any log of this role was read. */
  has(role: LogRole, server: string): boolean {
    return this.#byRole.has(`${role} ${server}`);
  }

  /** How much of a time the logs of a role were read for; `none`: nothing near it either. */
  cover(role: LogRole, server: string, fromMs: number, toMs: number): 'all' | 'part' | 'none' {
    let part = false;
    for (const span of this.#byRole.get(`${role} ${server}`) ?? []) {
      if (span.fromMs <= fromMs && span.toMs >= toMs) return 'all';
      part ||= span.fromMs - SLACK_MS < toMs && span.toMs + SLACK_MS >= fromMs;
    }
    return part ? 'part' : 'none';
  }

  #add(role: LogRole, server: string, { fromMs, toMs }: Span): void {
    const key = `${role} ${server}`;
    const spans = this.#byRole.get(key);
    const last = spans?.at(-1);
    if (spans === undefined || last === undefined) this.#byRole.set(key, [{ fromMs, toMs }]);
    // A log is of one hour: where a whole hour is missing between two, so may be a log.
    else if (hourOf(fromMs) - hourOf(last.toMs) <= millisecondsInHour) last.toMs = Math.max(last.toMs, toMs);
    else spans.push({ fromMs, toMs });
  }

  #note({ server, rejected, fromMs, toMs }: Row): void {
    if (rejected > 0) this.rejected.set(server, (this.rejected.get(server) ?? 0) + rejected);
    if (server === null) return;
    const ends = this.ends.get(server);
    if (ends === undefined) this.ends.set(server, { fromMs, toMs });
    else ends.toMs = Math.max(ends.toMs, toMs);
  }
}

const hourOf = (ms: number): number => Math.floor(ms / millisecondsInHour) * millisecondsInHour;
