import type { FilterColumn } from '../request-filter.ts';

/** Steps of time: step i begins at `startMs + i * bucketMs`, epoch milliseconds. */
export interface Steps {
  startMs: number;
  bucketMs: number;
  count: number;
}

/** Percentiles in milliseconds, each within 1 % of the exact value, `max` exact; null where nothing was measured. */
export interface Percentiles {
  count: number;
  p50: number | null;
  p90: number | null;
  p95: number | null;
  p99: number | null;
  max: number | null;
}

/** Requests by outcome; `requests` are all of them, as a list with the same filter has them. */
export interface Counts {
  requests: number;
  failed: number;
  challenges: number;
  client_gone: number;
}

/** Mean milliseconds of a request by who spent them, over those of which the four parts were measured; null without any. */
export interface Spent {
  client_stream_ms: number | null;
  front_end_ms: number | null;
  routing_ms: number | null;
  backend_ms: number | null;
  /** Part of `backend_ms`: what the back end itself does not account for, over those with its record. */
  queue_ms: number | null;
  /** Requests of which the four parts were measured. */
  measured: number;
}

/** How Session Contexts fared over breaks. */
export interface Survival {
  resumes: number;
  reconnects: number;
  restarts: number;
  /** resumes / (resumes + reconnects); null without any. */
  survived: number | null;
}

/** What a group of requests is called, and null for those without a value. */
export interface Group {
  value: string | null;
}

/** Where failures and reconnects are; counts as in `Counts`. */
export interface WorstGroup extends Group {
  requests: number;
  failed: number;
  reconnects: number;
  execute_p95: number | null;
}

/** One strip of a server. */
export interface ServerStrip {
  server: string;
  role: 'front_end' | 'back_end' | 'both';
  requests: number[];
  failed: number[];
  execute_p95: (number | null)[];
  reconnects: number[];
}

/** `GET /api/v1/overview` without range and coverage. */
export interface OverviewFigures {
  bucket_ms: number;
  start_ms: number;
  totals: Counts & {
    recovered: number;
    recovered_later: number;
    unresolved: number;
    pending: number;
    users: number;
    users_with_failures: number;
    noise: { reason: string; requests: number }[];
    execute: Percentiles;
    reconnect: Percentiles;
    survival: Survival;
  };
  before: {
    requests: number;
    failed: number;
    execute: Percentiles;
    reconnect: Percentiles;
    survival: Survival;
  } | null;
  series: {
    requests: number[];
    failed: number[];
    client_gone: number[];
    failure_classes: { class: string | null; failed: number[] }[];
    execute_p50: (number | null)[];
    execute_p95: (number | null)[];
    reconnects: number[];
    reconnect_p50: (number | null)[];
    reconnect_p95: (number | null)[];
    survived: (number | null)[];
  };
  servers: ServerStrip[];
  worst: {
    dimension: 'user' | 'database' | 'client_version' | 'subnet' | 'code';
    groups: WorstGroup[];
    rest: { requests: number; failed: number; reconnects: number };
  }[];
}

/** The values of one dimension with their counts, most first. */
export interface Facet {
  dimension: string;
  values: { value: string | null; count: number; failed: number }[];
  /** Values beyond those, and how often they occur. */
  other_values: number;
  other_count: number;
}

/** `GET /api/v1/latency` without range and coverage. */
export interface LatencyFigures {
  total: Percentiles;
  spent: Spent | null;
  bucket_ms: number;
  start_ms: number;
  series: {
    count: number[];
    p50: (number | null)[];
    p90: (number | null)[];
    p95: (number | null)[];
    p99: (number | null)[];
  };
  /** How many values lie in `[from_ms, to_ms)`. */
  histogram: { from_ms: number; to_ms: number; count: number }[];
  groups: (Group & { percentiles: Percentiles; spent: Spent | null })[];
}

/** Requests with a front-end record, with a back-end record, with both, by step and way. */
export interface EvidenceCell {
  step: number;
  front_end: string | null;
  back_end: string | null;
  with_front: number;
  with_back: number;
  joined: number;
  /** Of people, of the mailbox, answered by the back end with HTTP 200, and without its record. */
  back_missing: number;
}

/** What figures can be split by; as `dimensions` of the API. */
export type Dimension = Exclude<FilterColumn, 'client_instance' | 'context' | 'noise'>;
export type LatencyDimension = Dimension | 'cause' | 'kind';
export type LatencyMeasure =
  | 'duration_ms'
  | 'usable_ms'
  | 'connect_ms'
  | 'recovery_ms'
  | 'detect_ms'
  | 'gap_ms';
