import type { StaleSource } from '../../watch/pulse.ts';
import { missingRequests } from './coverage/gaps.ts';
import { LogSpans } from './coverage/spans.ts';
import type { Connection } from './database.ts';
import { figuresOf } from './figures/figures.ts';
import type { EvidenceCell } from './figures/shapes.ts';
import { stepsOf } from './figures/steps.ts';
import { spellingsIn } from './people.ts';
import { type RequestFilter, type ResolvedFilter, resolve } from './request-filter.ts';

/** Something that limits what a number can say. */
export interface CoverageNote {
  code:
    | 'no_back_end_log'
    | 'no_front_end_log'
    | 'sequence_gaps'
    | 'unjoined'
    | 'reading'
    | 'stale_source'
    | 'rejected_lines'
    | 'deleted';
  server: string | null;
  /** Requests or lines; null where they can't be counted. */
  count: number | null;
}

/** Whether requests name a server in a role, and whether that kind of log of it was read. */
export type LogState = 'log' | 'no_log' | 'unused';

/** One server, and which of its logs stand behind an answer. */
export interface ServerCoverage {
  server: string;
  front_end: LogState;
  back_end: LogState;
  /** First and last record of its logs that have records in the range. */
  first_at: string | null;
  last_at: string | null;
}

/** How complete the evidence behind an answer is. */
export interface Coverage {
  front_ends: { named: number; with_log: number };
  back_ends: { named: number; with_log: number };
  with_front: number;
  with_back: number;
  joined: number;
  servers: ServerCoverage[];
  notes: CoverageNote[];
}

/** What ingest knows and the database does not. */
export interface IngestState {
  /** Whether logs are there that have not been read yet. */
  reading: boolean;
  /** Folders that used to grow and have stopped. */
  stale: readonly StaleSource[];
}

/** Steps of time in which requests are compared with the times that logs were read for. */
const MOST_STEPS = 150;

const AT_REST: IngestState = { reading: false, stale: [] };

/** What is found of a server in the cells that name it in one role. */
interface Role {
  log: boolean;
  /** Requests without its record, at a time when its log was not read. */
  unread: number;
  /** The same, although its log was read. */
  unjoined: number;
}

/** How complete the evidence is for the requests of a filter. @param state what is being read now */
export function coverageOf(db: Connection, asked: RequestFilter, state: IngestState = AT_REST): Coverage {
  const filter = resolve(asked, spellingsIn(db));
  const { sinceMs, untilMs } = rangeOf(db, filter);
  const steps = stepsOf(sinceMs, untilMs, MOST_STEPS);
  const cells = figuresOf(db).evidence({ ...asked, sinceMs, untilMs }, steps);
  const spans = new LogSpans(db, sinceMs, untilMs);
  const fronts = new Map<string, Role>();
  const backs = new Map<string, Role>();
  for (const cell of cells) {
    const fromMs = steps.startMs + cell.step * steps.bucketMs;
    const time = { fromMs, toMs: fromMs + steps.bucketMs };
    lookAtFront(fronts, cell, time, spans);
    lookAtBack(backs, cell, time, spans);
  }
  const sum = (of: (cell: EvidenceCell) => number): number =>
    cells.reduce((total, cell) => total + of(cell), 0);
  const withLog = (roles: Map<string, Role>): number => [...roles.values()].filter(({ log }) => log).length;
  return {
    front_ends: { named: fronts.size, with_log: withLog(fronts) },
    back_ends: { named: backs.size, with_log: withLog(backs) },
    with_front: sum((cell) => cell.with_front),
    with_back: sum((cell) => cell.with_back),
    joined: sum((cell) => cell.joined),
    servers: serversOf(fronts, backs, spans),
    notes: [
      ...roleNotes(fronts, 'no_front_end_log'),
      ...roleNotes(backs, 'no_back_end_log'),
      ...unjoinedNotes(fronts, backs),
      ...gapNotes(db, filter),
      ...rejectedNotes(spans),
      ...deletedNotes(db, sinceMs),
      ...(state.reading ? [{ code: 'reading' as const, server: null, count: null }] : []),
      ...staleNotes(db, state.stale),
    ],
  };
}

/** The range of the filter; where it has no end, that of the requests. */
function rangeOf(db: Connection, filter: ResolvedFilter): { sinceMs: number; untilMs: number } {
  const edge = (of: string): number | null =>
    db.prepare(`SELECT ${of}(ended_ms) FROM request`).pluck().get() as number | null;
  const sinceMs = filter.sinceMs ?? edge('min') ?? 0;
  const untilMs = filter.untilMs ?? (edge('max') ?? 0) + 1;
  return { sinceMs, untilMs: Math.max(sinceMs, untilMs) };
}

function roleOf(roles: Map<string, Role>, server: string): Role {
  let role = roles.get(server);
  if (role === undefined) {
    role = { log: false, unread: 0, unjoined: 0 };
    roles.set(server, role);
  }
  return role;
}

interface Time {
  fromMs: number;
  toMs: number;
}

function lookAtFront(
  fronts: Map<string, Role>,
  { front_end, with_front, with_back, joined }: EvidenceCell,
  { fromMs, toMs }: Time,
  spans: LogSpans,
): void {
  if (front_end === null) return;
  const role = roleOf(fronts, front_end);
  // A record is a log, even where nothing tells whose it was.
  role.log ||= with_front > 0 || spans.has('front', front_end);
  const missing = with_back - joined;
  if (missing === 0) return;
  const cover = spans.cover('front', front_end, fromMs, toMs);
  if (cover === 'none' && with_front === 0) role.unread += missing;
  else if (cover === 'all') role.unjoined += missing;
}

function lookAtBack(
  backs: Map<string, Role>,
  { back_end, with_back, back_missing }: EvidenceCell,
  { fromMs, toMs }: Time,
  spans: LogSpans,
): void {
  if (back_end === null) return;
  const role = roleOf(backs, back_end);
  role.log ||= with_back > 0 || spans.has('back', back_end) || spans.has('classic', back_end);
  if (back_missing === 0) return;
  const cover = spans.cover('back', back_end, fromMs, toMs);
  if (cover === 'all') role.unjoined += back_missing;
  // A classic log has no record of an ordinary Execute: that one is not there tells nothing.
  else if (cover === 'none' && with_back === 0 && spans.cover('classic', back_end, fromMs, toMs) === 'none')
    role.unread += back_missing;
}

function serversOf(fronts: Map<string, Role>, backs: Map<string, Role>, spans: LogSpans): ServerCoverage[] {
  const names = new Set([...fronts.keys(), ...backs.keys(), ...spans.ends.keys()]);
  const at = (ms: number | undefined): string | null =>
    ms === undefined ? null : new Date(ms).toISOString();
  const stateOf = (role: Role | undefined): LogState =>
    role === undefined ? 'unused' : role.log ? 'log' : 'no_log';
  return [...names].sort().map((server) => ({
    server,
    front_end: stateOf(fronts.get(server)),
    back_end: stateOf(backs.get(server)),
    first_at: at(spans.ends.get(server)?.fromMs),
    last_at: at(spans.ends.get(server)?.toMs),
  }));
}

function roleNotes(roles: Map<string, Role>, code: 'no_front_end_log' | 'no_back_end_log'): CoverageNote[] {
  return byName(roles).flatMap(([server, { log, unread }]) =>
    unread > 0 || !log ? [{ code, server, count: unread }] : [],
  );
}

function unjoinedNotes(...all: Map<string, Role>[]): CoverageNote[] {
  const counts = new Map<string, number>();
  for (const roles of all)
    for (const [server, { unjoined }] of roles)
      if (unjoined > 0) counts.set(server, (counts.get(server) ?? 0) + unjoined);
  return byName(counts).map(([server, count]) => ({ code: 'unjoined', server, count }));
}

function gapNotes(db: Connection, filter: ResolvedFilter): CoverageNote[] {
  const count = missingRequests(db, filter);
  return count > 0 ? [{ code: 'sequence_gaps', server: null, count }] : [];
}

function rejectedNotes({ rejected }: LogSpans): CoverageNote[] {
  return byName(rejected).map(([server, count]) => ({ code: 'rejected_lines', server, count }));
}

function deletedNotes(db: Connection, sinceMs: number): CoverageNote[] {
  const cutoffMs = db.prepare('SELECT max(cutoff_ms) FROM retention_pass').pluck().get() as number | null;
  return cutoffMs !== null && cutoffMs > sinceMs ? [{ code: 'deleted', server: null, count: null }] : [];
}

function staleNotes(db: Connection, stale: readonly StaleSource[]): CoverageNote[] {
  const serverOf = db
    .prepare(
      'SELECT server FROM source WHERE kind = :kind AND substr(path, 1, length(:folder)) = :folder ORDER BY last_ms DESC LIMIT 1',
    )
    .pluck();
  return stale.map(({ folder, kind }) => ({
    code: 'stale_source',
    server: (serverOf.get({ folder, kind }) as string | null | undefined) ?? null,
    count: null,
  }));
}

const byName = <Value>(map: Map<string | null, Value> | Map<string, Value>): [string, Value][] =>
  ([...map] as [string, Value][]).sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1));
