import { BUCKET_MS } from './dirty.ts';

/** What became of a request, as facts have it. */
export const OUTCOMES = ['ok', 'failed', 'challenge', 'client_gone'] as const;
export const OK = 0;
export const FAILED = 1;
export const CHALLENGE = 2;
export const CLIENT_GONE = 3;

/** Bits of `Facts.state`; the two lowest are the outcome. */
export const OUTCOME = 0b11;
/** It has a front-end record, a back-end record, a session. */
export const WITH_FRONT = 1 << 2;
export const WITH_BACK = 1 << 3;
export const WITH_SESSION = 1 << 4;
/** Only a classic record tells of it. */
export const CLASSIC_ONLY = 1 << 5;
/** The front end got HTTP 200 from the back end. */
export const ANSWERED = 1 << 6;

/** Who spent the time of requests, in the order of `Facts.spent`. */
export const PARTS = ['client_stream_ms', 'front_end_ms', 'routing_ms', 'backend_ms', 'queue_ms'] as const;

/** Requests that ended in the same ten minutes, column by column: place i in each is of the same request. */
export interface Facts {
  rows: number;
  /** Start of the ten minutes, epoch milliseconds. */
  startMs: number;
  noise: boolean;
  /** Milliseconds; NaN where not measured. */
  duration: Float64Array;
  /** Ids in `series`. */
  series: Uint32Array;
  /** Ids in `failure_kind`; 0 of those that did not fail. */
  failure: Uint32Array;
  /** End, milliseconds after `startMs`. */
  ended: Uint32Array;
  /** Of a failed request: milliseconds until its client was served again; `NEVER` while it was not. */
  recovery: Uint32Array;
  state: Uint8Array;
  /** The parts of `PARTS` one after another, each of all rows; null where nobody asked for them. */
  spent: Float32Array | null;
  /**
   * How many requests each place stands for; null: one. Of cells only series, failure and state tell of them; of six hours
   * (`sums`) also the duration, but not the end.
   */
  times: Uint32Array | null;
  /** Who spent the time, where places stand for many; null where nobody asked for it, or each stands for one. */
  sums: Sums | null;
}

/** Who spent the time of many requests. */
export interface Sums {
  /** One after another: the sums of `PARTS`, of how many requests the first four of them are, and of how many the last. */
  values: Float64Array;
  /** By place: the number of the sums that are to be added there, -1 where none are. */
  of: Int32Array;
}

export const NEVER = 0xffffffff;

/** A request as the database gives it. */
export type FactRow = [
  endedMs: number,
  series: number,
  failure: number | null,
  /** As `Facts.state`. */
  state: number,
  recoveredMs: number | null,
  durationMs: number | null,
  ...spent: (number | null)[],
];

const OUTCOME_CASES = OUTCOMES.map((outcome, i) => `WHEN '${outcome}' THEN ${i}`).join(' ');

/** `Facts.state` of a request, put together where it is read: one number costs less to hand over than six. */
const STATE = `CASE outcome ${OUTCOME_CASES} END
  | CASE WHEN front_id IS NULL THEN 0 ELSE ${WITH_FRONT} END
  | CASE WHEN back_id IS NULL AND classic_id IS NULL THEN 0 ELSE ${WITH_BACK} END
  | CASE WHEN session_id IS NULL THEN 0 ELSE ${WITH_SESSION} END
  | CASE WHEN front_id IS NULL AND back_id IS NULL THEN ${CLASSIC_ONLY} ELSE 0 END
  | CASE WHEN answered THEN ${ANSWERED} ELSE 0 END`;

/** What `encode` needs of a request; the columns of `FactRow`. */
export const FACT_COLUMNS = `ended_ms, series_id, failure_id, ${STATE}, recovered_ms, duration_ms, ${PARTS.join(', ')}`;
const FIRST_PART = 6;

const measured = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN);

/** The facts of some requests as they are stored. */
export interface Encoded {
  cells: Buffer;
  facts: Buffer;
  spent: Buffer;
}

/** The facts of these requests, in their order. */
export function factsOf(bucket: number, noise: boolean, rows: readonly FactRow[]): Facts & WithSpent {
  const n = rows.length;
  const facts = emptyFacts(bucket, noise, n);
  const { spent } = facts;
  for (const [i, row] of rows.entries()) {
    const [endedMs, series, failure, state, recoveredMs, durationMs] = row;
    facts.duration[i] = measured(durationMs);
    facts.series[i] = series;
    facts.failure[i] = failure ?? 0;
    facts.ended[i] = endedMs - facts.startMs;
    // Longer than 49 days is as long as that.
    facts.recovery[i] =
      recoveredMs === null ? NEVER : Math.min(NEVER - 1, Math.max(0, recoveredMs - endedMs));
    facts.state[i] = state;
    for (let part = 0; part < PARTS.length; part++) spent[part * n + i] = measured(row[FIRST_PART + part]);
  }
  return facts;
}

type WithSpent = { spent: Float32Array };

/** Room for the facts of so many requests. */
export function emptyFacts(bucket: number, noise: boolean, rows: number): Facts & WithSpent {
  return {
    rows,
    startMs: bucket * BUCKET_MS,
    noise,
    ...view(new ArrayBuffer(sizeOf(rows)), 0, rows),
    spent: new Float32Array(rows * PARTS.length),
    times: null,
    sums: null,
  };
}

/** Encodes facts, which `emptyFacts` made, with all that is spent: what is read back is the same wherever it comes from. */
export function encode(facts: Facts & WithSpent): Encoded {
  return {
    cells: cellsOf(facts),
    // The columns share one buffer.
    facts: Buffer.from(facts.duration.buffer),
    spent: Buffer.from(facts.spent.buffer),
  };
}

/** Numbers of a cell: series, failure, state, requests. */
const CELL = 4;

function cellsOf({ series, failure, state }: Pick<Facts, 'series' | 'failure' | 'state'>): Buffer {
  /** By series the places of its cells: one or few. */
  const places = new Map<number, number[]>();
  const cells: number[] = [];
  for (let i = 0; i < series.length; i++) {
    const [ofSeries, ofFailure, ofState] = [series[i] as number, failure[i] as number, state[i] as number];
    let known = places.get(ofSeries);
    if (known === undefined) {
      known = [];
      places.set(ofSeries, known);
    }
    const place = known.find((at) => cells[at + 1] === ofFailure && cells[at + 2] === ofState);
    if (place === undefined) {
      known.push(cells.length);
      cells.push(ofSeries, ofFailure, ofState, 1);
    } else cells[place + 3] = (cells[place + 3] as number) + 1;
  }
  return Buffer.from(Uint32Array.from(cells).buffer);
}

/** Reads cells as `encode` wrote them, as facts of which only series, failure and state are told. */
export function decodeCells(bucket: number, noise: boolean, cells: Buffer): Facts {
  const stored = aligned(cells);
  const numbers = new Uint32Array(stored.buffer as ArrayBuffer, stored.byteOffset, stored.byteLength / 4);
  const rows = numbers.length / CELL;
  const series = new Uint32Array(rows);
  const failure = new Uint32Array(rows);
  const state = new Uint8Array(rows);
  const times = new Uint32Array(rows);
  for (let i = 0, at = 0; i < rows; i++, at += CELL) {
    series[i] = numbers[at] as number;
    failure[i] = numbers[at + 1] as number;
    state[i] = numbers[at + 2] as number;
    times[i] = numbers[at + 3] as number;
  }
  return {
    rows,
    startMs: bucket * BUCKET_MS,
    noise,
    duration: new Float64Array(rows).fill(Number.NaN),
    series,
    failure,
    ended: new Uint32Array(rows),
    recovery: new Uint32Array(rows).fill(NEVER),
    state,
    spent: null,
    times,
    sums: null,
  };
}

/** Reads facts as `encode` wrote them. */
export function decode(
  bucket: number,
  noise: boolean,
  rows: number,
  facts: Buffer,
  spent: Buffer | null,
): Facts {
  const stored = aligned(facts);
  const parts = spent === null ? null : aligned(spent);
  return {
    rows,
    startMs: bucket * BUCKET_MS,
    noise,
    ...view(stored.buffer as ArrayBuffer, stored.byteOffset, rows),
    spent:
      parts === null
        ? null
        : new Float32Array(parts.buffer as ArrayBuffer, parts.byteOffset, rows * PARTS.length),
    times: null,
    sums: null,
  };
}

const BYTES = Float64Array.BYTES_PER_ELEMENT + 4 * Uint32Array.BYTES_PER_ELEMENT + 1;
const sizeOf = (rows: number): number => rows * BYTES;

/** The columns in a buffer, widest first, so that each begins where its numbers may. */
function view(buffer: ArrayBuffer, offset: number, rows: number) {
  const words = offset + rows * Float64Array.BYTES_PER_ELEMENT;
  const word = (n: number): Uint32Array =>
    new Uint32Array(buffer, words + n * rows * Uint32Array.BYTES_PER_ELEMENT, rows);
  return {
    duration: new Float64Array(buffer, offset, rows),
    series: word(0),
    failure: word(1),
    ended: word(2),
    recovery: word(3),
    state: new Uint8Array(buffer, words + 4 * rows * Uint32Array.BYTES_PER_ELEMENT, rows),
  };
}

/** SQLite gives a value wherever it likes; eight-byte numbers must begin at a multiple of eight. */
export const aligned = (bytes: Buffer): Uint8Array =>
  bytes.byteOffset % Float64Array.BYTES_PER_ELEMENT === 0 ? bytes : new Uint8Array(bytes);
