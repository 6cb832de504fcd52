import type { Connection } from '../database.ts';
import { RECOVERY_WINDOW_MS } from '../failures.ts';
import type { ResolvedFilter } from '../request-filter.ts';
import type { Catalogue, SeriesDimension, Servers } from './catalogue.ts';
import { Distribution } from './distribution.ts';
import { Executes, quantiles } from './executes.ts';
import { CLIENT_GONE, FAILED, type Facts, NEVER, OUTCOME, WITH_SESSION } from './facts.ts';
import { isReconnect, measured, type Reconnect, reconnectsOf, survivalOf, valuesOf } from './reconnects.ts';
import type { Scans } from './scan.ts';
import type { OverviewFigures, ServerStrip, Steps } from './shapes.ts';
import { bump, SeriesTally, ServerTally, StepTally, Timed, zeros } from './tallies.ts';
import { worstCodes, worstOf } from './worst.ts';

const WORST: readonly SeriesDimension[] = ['user', 'database', 'client_version', 'subnet'];

/** What became of failed requests. */
class Recoveries {
  recovered = 0;
  recovered_later = 0;
  unresolved = 0;
  pending = 0;
  readonly #newestMs: number;

  /** @param newestMs end of the data, epoch milliseconds */
  constructor(newestMs: number) {
    this.#newestMs = newestMs;
  }

  add({ state, recovery, ended, startMs }: Facts, picked: Uint32Array, count: number): void {
    for (let n = 0; n < count; n++) {
      const i = picked[n] as number;
      const of = state[i] as number;
      // Without a session nothing tells.
      if ((of & OUTCOME) !== FAILED || (of & WITH_SESSION) === 0) continue;
      const after = recovery[i] as number;
      if (after <= RECOVERY_WINDOW_MS) this.recovered++;
      else if (after !== NEVER) this.recovered_later++;
      else if (this.#newestMs - (startMs + (ended[i] as number)) < RECOVERY_WINDOW_MS) this.pending++;
      else this.unresolved++;
    }
  }

  get counts(): { recovered: number; recovered_later: number; unresolved: number; pending: number } {
    const { recovered, recovered_later, unresolved, pending } = this;
    return { recovered, recovered_later, unresolved, pending };
  }
}

/** The figures of `GET /api/v1/overview` of one range. Inside a transaction, with a fresh catalogue. */
export function overviewOf(
  db: Connection,
  scans: Scans,
  filter: ResolvedFilter,
  steps: Steps,
  worst: number,
): Omit<OverviewFigures, 'before'> {
  const { catalogue } = scans;
  const newestMs = (db.prepare('SELECT max(ended_ms) FROM request').pluck().get() as number | null) ?? 0;
  const series = new SeriesTally(catalogue);
  const byStep = new StepTally(steps);
  const ways = catalogue.servers();
  const servers = new ServerTally(steps, ways);
  const recoveries = new Recoveries(newestMs);
  const executes = new Executes(catalogue, steps, ways);
  scans.run(filter, 'facts', steps, (facts, picked, count) => {
    for (const tally of [series, byStep, servers, recoveries, executes]) tally.add(facts, picked, count);
  });
  executes.finish();
  const reconnects = reconnectsOf(db, filter);
  return {
    bucket_ms: steps.bucketMs,
    start_ms: steps.startMs,
    totals: {
      ...series.totals(),
      ...recoveries.counts,
      ...usersOf(series, catalogue),
      noise: noiseOf(scans, filter),
      execute: executes.total.percentiles(),
      reconnect: measured(reconnects.filter(isReconnect), 'usable_ms').percentiles(),
      survival: survivalOf(reconnects),
    },
    series: {
      requests: byStep.requests,
      failed: byStep.outcomes[FAILED] ?? [],
      client_gone: byStep.outcomes[CLIENT_GONE] ?? [],
      failure_classes: classesOf(byStep, catalogue, steps),
      execute_p50: quantiles(steps, executes.steps, 0.5),
      execute_p95: quantiles(steps, executes.steps, 0.95),
      ...reconnectSeries(reconnects, steps),
    },
    servers: stripsOf(servers, executes, reconnects, steps, rolesOf(series, ways)),
    worst: [
      ...WORST.map((dimension) => ({
        dimension: dimension as OverviewFigures['worst'][number]['dimension'],
        ...worstOf(series, executes, reconnects, catalogue.grouping(dimension), dimension, worst),
      })),
      { dimension: 'code' as const, ...worstCodes(byStep, catalogue, worst) },
    ],
  };
}

/** What the range before is compared by. */
export function beforeOf(db: Connection, scans: Scans, filter: ResolvedFilter): OverviewFigures['before'] {
  const { sinceMs, untilMs } = filter;
  const any = db.prepare('SELECT 1 FROM request WHERE ended_ms >= ? AND ended_ms < ? LIMIT 1');
  if (any.get(sinceMs, untilMs) === undefined) return null;
  const series = new SeriesTally(scans.catalogue);
  const executes = new Distribution();
  const timed = new Timed(scans.catalogue, true);
  scans.run(filter, 'facts', null, (facts, picked, count) => {
    series.add(facts, picked, count);
    const kept = timed.keep(facts, picked, count);
    for (let n = 0; n < kept; n++) {
      const i = picked[n] as number;
      executes.add(facts.duration[i] as number, facts.times?.[i]);
    }
  });
  const reconnects = reconnectsOf(db, filter);
  const { requests, failed } = series.totals();
  return {
    requests,
    failed,
    execute: executes.percentiles(),
    reconnect: measured(reconnects.filter(isReconnect), 'usable_ms').percentiles(),
    survival: survivalOf(reconnects),
  };
}

/** Requests that nobody caused, by reason, most first; whether or not the filter means them. */
export function noiseOf(scans: Scans, filter: ResolvedFilter): { reason: string; requests: number }[] {
  const { catalogue } = scans;
  const tally = new SeriesTally(catalogue);
  scans.runNoise(filter, (facts, picked, count) => {
    tally.add(facts, picked, count);
  });
  const grouping = catalogue.grouping('noise');
  return [...tally.by(grouping).requests]
    .map((requests, group) => ({ reason: grouping.values[group] ?? '', requests }))
    .filter(({ reason, requests }) => reason !== '' && requests > 0)
    .sort((a, b) => b.requests - a.requests);
}

function usersOf(series: SeriesTally, catalogue: Catalogue): { users: number; users_with_failures: number } {
  const grouping = catalogue.grouping('user');
  const { requests, failed } = series.by(grouping);
  const named = (counts: Float64Array): number =>
    counts.filter((count, group) => count > 0 && grouping.values[group] != null).length;
  return { users: named(requests), users_with_failures: named(failed) };
}

function classesOf(
  byStep: StepTally,
  catalogue: Catalogue,
  steps: Steps,
): { class: string; failed: number[] }[] {
  const classes = new Map<string, number[]>();
  for (const [kind, counts] of byStep.failures) {
    const name = catalogue.failure(kind).class;
    const all = classes.get(name) ?? zeros(steps);
    classes.set(
      name,
      all.map((count, step) => count + (counts[step] ?? 0)),
    );
  }
  const total = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
  return [...classes]
    .map(([name, failed]) => ({ class: name, failed }))
    .sort((a, b) => total(b.failed) - total(a.failed) || (a.class < b.class ? -1 : 1));
}

function reconnectSeries(rows: readonly Reconnect[], steps: Steps) {
  const byStep: Reconnect[][] = Array.from({ length: steps.count }, () => []);
  for (const row of rows)
    byStep[Math.floor((row.first_attempt_ms - steps.startMs) / steps.bucketMs)]?.push(row);
  const usable = byStep.map((of) => measured(of.filter(isReconnect), 'usable_ms').percentiles());
  return {
    reconnects: byStep.map((of) => of.filter(isReconnect).length),
    reconnect_p50: usable.map(({ p50 }) => p50),
    reconnect_p95: usable.map(({ p95 }) => p95),
    survived: byStep.map((of) => survivalOf(of).survived),
  };
}

function stripsOf(
  tally: ServerTally,
  executes: Executes,
  rows: readonly Reconnect[],
  steps: Steps,
  roles: readonly (ServerStrip['role'] | undefined)[],
): ServerStrip[] {
  const reconnects = new Map<string, number[]>();
  for (const row of rows.filter(isReconnect)) {
    for (const server of valuesOf(row, 'server')) {
      if (server === null) continue;
      const counts = reconnects.get(server) ?? zeros(steps);
      bump(counts, Math.floor((row.first_attempt_ms - steps.startMs) / steps.bucketMs));
      reconnects.set(server, counts);
    }
  }
  return tally.names
    .map((server, number): ServerStrip | null => {
      const role = roles[number];
      if (role === undefined) return null;
      return {
        server,
        role,
        requests: tally.requests(number),
        failed: tally.failed(number),
        execute_p95: quantiles(steps, executes.ofServer(number), 0.95),
        reconnects: reconnects.get(server) ?? zeros(steps),
      };
    })
    .filter((strip) => strip !== null)
    .sort((a, b) => (a.server < b.server ? -1 : 1));
}

/** What servers did in these requests, by their number; none where they did nothing. */
function rolesOf(
  series: SeriesTally,
  { names, front, back, both }: Servers,
): (ServerStrip['role'] | undefined)[] {
  const roles = new Array<ServerStrip['role'] | undefined>(names.length);
  const put = (server: number, role: ServerStrip['role']): void => {
    if (server >= 0) roles[server] = (roles[server] ?? role) === role ? role : 'both';
  };
  for (let outcome = 0; outcome < 4; outcome++) {
    for (const [id, count] of series.of(outcome).entries()) {
      if (count === 0) continue;
      put(front[id] as number, both[id] === 1 ? 'both' : 'front_end');
      put(back[id] as number, 'back_end');
    }
  }
  return roles;
}
