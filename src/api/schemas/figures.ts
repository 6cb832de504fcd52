import { Type } from 'typebox';
import { Coverage, Percentiles, Range, Real, Text, Whole } from './common.ts';
import { dimensions } from './filter.ts';

/** Requests of one group or one step of time. */
export const Counts = Type.Object(
  {
    requests: Type.Integer(),
    failed: Type.Integer(),
    challenges: Type.Integer(),
    client_gone: Type.Integer(),
  },
  { $id: 'Counts' },
);

/** How Session Contexts fared over breaks: "how often did the context survive". */
export const Survival = Type.Object(
  {
    /** Breaks that the context survived. */
    resumes: Type.Integer(),
    /** Contexts that a new one of the same client had to replace. */
    reconnects: Type.Integer(),
    restarts: Type.Integer(),
    /** resumes / (resumes + reconnects); null without any. */
    survived: Real,
  },
  { $id: 'Survival' },
);

/** The same arrays in each series: one entry a step of time. */
const series = <T extends Parameters<typeof Type.Array>[0]>(schema: T) => Type.Array(schema);

/** `GET /api/v1/overview`. */
export const Overview = Type.Object({
  range: Range,
  coverage: Coverage,
  /** Length of a step of time in milliseconds; step i begins at `start_ms + i * bucket_ms`. */
  bucket_ms: Type.Integer(),
  start_ms: Type.Integer(),
  totals: Type.Object({
    ...Counts.properties,
    /** Of the failed: what became of them. */
    recovered: Type.Integer(),
    recovered_later: Type.Integer(),
    unresolved: Type.Integer(),
    pending: Type.Integer(),
    users: Type.Integer(),
    users_with_failures: Type.Integer(),
    /** Requests hidden as noise, by reason. */
    noise: Type.Array(Type.Object({ reason: Type.String(), requests: Type.Integer() })),
    /** Duration of Execute requests. */
    execute: Percentiles,
    /** `usable_ms` of reconnects and restarts. */
    reconnect: Percentiles,
    survival: Survival,
  }),
  /** The same totals one range earlier; null where nothing was read of that time. */
  before: Type.Union([
    Type.Object({
      requests: Type.Integer(),
      failed: Type.Integer(),
      execute: Percentiles,
      reconnect: Percentiles,
      survival: Survival,
    }),
    Type.Null(),
  ]),
  series: Type.Object({
    requests: series(Type.Integer()),
    failed: series(Type.Integer()),
    client_gone: series(Type.Integer()),
    /** Failures by class, most first; every array has one entry a step. */
    failure_classes: Type.Array(Type.Object({ class: Text, failed: series(Type.Integer()) })),
    execute_p50: series(Real),
    execute_p95: series(Real),
    reconnects: series(Type.Integer()),
    reconnect_p50: series(Real),
    reconnect_p95: series(Real),
    survived: series(Real),
  }),
  /** One strip a server. */
  servers: Type.Array(
    Type.Object({
      server: Type.String(),
      role: Type.Enum(['front_end', 'back_end', 'both']),
      requests: series(Type.Integer()),
      failed: series(Type.Integer()),
      execute_p95: series(Real),
      reconnects: series(Type.Integer()),
    }),
  ),
  /** Where it hurts: the groups with the most failures and reconnects, at most 8 of each dimension. */
  worst: Type.Array(
    Type.Object({
      dimension: Type.Enum(['user', 'database', 'client_version', 'subnet', 'code']),
      groups: Type.Array(
        Type.Object({
          value: Text,
          requests: Type.Integer(),
          failed: Type.Integer(),
          reconnects: Type.Integer(),
          execute_p95: Real,
        }),
      ),
      /** Everything that is not among them. */
      rest: Type.Object({ requests: Type.Integer(), failed: Type.Integer(), reconnects: Type.Integer() }),
    }),
  ),
});

/** `GET /api/v1/facets`: the values of dimensions with their counts, most first. */
export const Facets = Type.Object({
  range: Range,
  facets: Type.Array(
    Type.Object({
      dimension: Type.String(),
      values: Type.Array(Type.Object({ value: Text, count: Type.Integer(), failed: Type.Integer() })),
      /** Values beyond those, and how often they occur. */
      other_values: Type.Integer(),
      other_count: Type.Integer(),
    }),
  ),
});

/** What a latency is measured of. Requests leave out NotificationWait, noise, challenges, client_gone and classic Disconnects. */
export const latencyMeasures = [
  'duration_ms',
  'usable_ms',
  'connect_ms',
  'recovery_ms',
  'detect_ms',
  'gap_ms',
] as const;

/** Mean milliseconds of a request by who spent them; null where not measured. */
export const Spent = Type.Object(
  {
    client_stream_ms: Real,
    front_end_ms: Real,
    routing_ms: Real,
    backend_ms: Real,
    queue_ms: Real,
    /** Requests of which all parts were measured. */
    measured: Type.Integer(),
  },
  { $id: 'Spent' },
);

/** `GET /api/v1/latency`: percentiles over time and by group, and the distribution. */
export const Latency = Type.Object({
  range: Range,
  coverage: Coverage,
  measure: Type.Enum([...latencyMeasures]),
  total: Percentiles,
  spent: Type.Union([Spent, Type.Null()]),
  bucket_ms: Type.Integer(),
  start_ms: Type.Integer(),
  series: Type.Object({
    count: series(Type.Integer()),
    p50: series(Real),
    p90: series(Real),
    p95: series(Real),
    p99: series(Real),
  }),
  /** How many values lie in `[from_ms, to_ms)`; the bounds grow geometrically. */
  histogram: Type.Array(Type.Object({ from_ms: Type.Number(), to_ms: Type.Number(), count: Type.Integer() })),
  by: Type.Union([Type.Enum([...dimensions, 'cause', 'kind']), Type.Null()]),
  groups: Type.Array(
    Type.Object({ value: Text, percentiles: Percentiles, spent: Type.Union([Spent, Type.Null()]) }),
  ),
});

/** `GET /api/v1/failure-codes`: failures by code, most first. */
export const FailureCodes = Type.Object({
  range: Range,
  codes: Type.Array(
    Type.Object({
      layer: Type.String(),
      code: Type.String(),
      name: Text,
      class: Type.String(),
      meaning: Text,
      action: Text,
      /** 0 where the meaning is not confirmed; null without one. */
      sure: Whole,
      failed: Type.Integer(),
      /** People; failures of which nobody is known are left out. */
      users: Type.Integer(),
      /** Of the failed; those without a session are in none. */
      recovered: Type.Integer(),
      recovered_later: Type.Integer(),
      unresolved: Type.Integer(),
      pending: Type.Integer(),
      first_at: Type.String(),
      last_at: Type.String(),
    }),
  ),
});
