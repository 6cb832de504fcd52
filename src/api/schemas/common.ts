import { type TSchema, Type } from 'typebox';

/** A value that may be absent: null in the answers, as in the views. */
export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** Text of a log, or null. Always data: a reader escapes it where it is shown. */
export const Text = Nullable(Type.String());
/** A whole number or null. */
export const Whole = Nullable(Type.Integer());
/** A number or null; durations are milliseconds. */
export const Real = Nullable(Type.Number());
/** ISO-8601 UTC with milliseconds, or null. */
export const At = Text;

/** The span of time that an answer is about, resolved: `since` inclusive, `until` exclusive. */
export const Range = Type.Object(
  { since_at: Type.String(), until_at: Type.String(), since_ms: Type.Integer(), until_ms: Type.Integer() },
  { $id: 'Range' },
);

/** Something that limits what a number can say; the UI has a sentence for each code. */
export const CoverageNote = Type.Object(
  {
    code: Type.Enum([
      // A back end answered so many requests at a time for which none of its MapiHttp or MAPI Client Access logs was read.
      'no_back_end_log',
      // Back-end records name a front end at a time for which none of its HttpProxy logs was read.
      'no_front_end_log',
      // Counters of Session Contexts have gaps: requests that no collected server saw.
      'sequence_gaps',
      // So many requests are without the record of this server although its log was read for their time.
      'unjoined',
      // The logs are still being read.
      'reading',
      // A log folder that used to grow has stopped.
      'stale_source',
      // Lines that could not be read.
      'rejected_lines',
      // Old data was deleted inside the range.
      'deleted',
    ]),
    server: Text,
    count: Whole,
  },
  { $id: 'CoverageNote' },
);

/** One server, and which of its logs stand behind the answer. */
export const ServerCoverage = Type.Object(
  {
    server: Type.String(),
    /** Whether requests of the range name it as a front end or a back end, and whether that kind of log of it was read. */
    front_end: Type.Enum(['log', 'no_log', 'unused']),
    back_end: Type.Enum(['log', 'no_log', 'unused']),
    first_at: At,
    last_at: At,
  },
  { $id: 'ServerCoverage' },
);

/** How complete the evidence behind an answer is. */
export const Coverage = Type.Object(
  {
    front_ends: Type.Object({ named: Type.Integer(), with_log: Type.Integer() }),
    back_ends: Type.Object({ named: Type.Integer(), with_log: Type.Integer() }),
    /** Requests with a front-end record, with a back-end record, with both. */
    with_front: Type.Integer(),
    with_back: Type.Integer(),
    joined: Type.Integer(),
    servers: Type.Array(ServerCoverage),
    notes: Type.Array(CoverageNote),
  },
  { $id: 'Coverage' },
);

/** Percentiles of durations in milliseconds: each within 1 % of the exact value; null where nothing was measured. */
export const Percentiles = Type.Object(
  { count: Type.Integer(), p50: Real, p90: Real, p95: Real, p99: Real, max: Real },
  { $id: 'Percentiles' },
);
