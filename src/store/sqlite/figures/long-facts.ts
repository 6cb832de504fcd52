import { BUCKET_MS, SLOT_MS } from './dirty.ts';
import { stepOf } from './distribution.ts';
import { aligned, decode, emptyFacts, encode, FAILED, type Facts, NEVER, OUTCOME, PARTS } from './facts.ts';

/** Beside those of ten minutes, facts are kept by six hours, which questions about weeks and months are made of. */
export const LONG_MS = 36 * BUCKET_MS;
export const LONG_BUCKETS = LONG_MS / BUCKET_MS;
export const LONG_SLOTS = LONG_MS / SLOT_MS;

/** The six hours of one kind of requests, real or noise, as they are stored. */
export interface LongRow {
  cells: Buffer;
  rows: number;
  facts: Buffer;
  sums: Buffer;
  failed_rows: number;
  failed_facts: Buffer;
  failed_spent: Buffer;
}

/** Requests that did not fail and have the same series and state. */
interface Cell {
  series: number;
  state: number;
  /** The shortest duration, and of every step of the distribution the longest with how many there are. */
  min: number;
  steps: Map<number, { max: number; times: number }>;
  unmeasured: number;
  /** As `Sums` has them; only of requests with a duration. */
  sums: Float64Array;
  measured: number;
  queued: number;
}

/**
 * Puts the facts of ten minutes together to those of six hours. Figures of these are the same, to the last digit where times
 * are whole milliseconds: they ask for the series, the state, the step of the duration, the shortest and longest duration,
 * and sums of who spent the time; of failed requests, which stay as they are, for everything.
 */
export class LongFacts {
  readonly #bucket: number;
  readonly #noise: boolean;
  /** By series, then by state. */
  readonly #cells = new Map<number, Map<number, Cell>>();
  readonly #failed: { facts: Facts; i: number }[] = [];
  /** How many there are by series, failure and state. */
  readonly #counts = new Map<string, [series: number, failure: number, state: number, count: number]>();

  /** @param number of the six hours since 1970 */
  constructor(number: number, noise: boolean) {
    this.#bucket = number * LONG_BUCKETS;
    this.#noise = noise;
  }

  /**
   * Adds ten minutes of them.
   * @param cells how many there are of each kind: facts as `decodeCells` gives them
   * @param factsOf gives all facts, with who spent the time; asked only where cells do not tell enough
   */
  add(cells: Facts, factsOf: () => Facts): void {
    let failed = 0;
    for (let i = 0; i < cells.rows; i++) {
      const [series, state] = [cells.series[i] as number, cells.state[i] as number];
      const times = cells.times?.[i] ?? 1;
      this.#count(series, cells.failure[i] as number, state, times);
      if ((state & OUTCOME) === FAILED) failed++;
      // Nobody asks how long requests took that nobody caused, but for single ones.
      else if (this.#noise) this.#cell(series, state).unmeasured += times;
    }
    if (this.#noise && failed === 0) return;
    const facts = factsOf();
    for (let i = 0; i < facts.rows; i++) {
      const of = facts.state[i] as number;
      if ((of & OUTCOME) === FAILED) this.#failed.push({ facts, i });
      else if (!this.#noise) this.#enter(this.#cell(facts.series[i] as number, of), facts, i);
    }
  }

  #count(series: number, failure: number, state: number, times: number): void {
    const key = `${series} ${failure} ${state}`;
    const count = this.#counts.get(key);
    if (count === undefined) this.#counts.set(key, [series, failure, state, times]);
    else count[3] += times;
  }

  #cell(series: number, state: number): Cell {
    let ofSeries = this.#cells.get(series);
    if (ofSeries === undefined) {
      ofSeries = new Map();
      this.#cells.set(series, ofSeries);
    }
    let cell = ofSeries.get(state);
    if (cell === undefined) {
      const sums = new Float64Array(PARTS.length);
      const min = Number.POSITIVE_INFINITY;
      cell = { series, state, min, steps: new Map(), unmeasured: 0, sums, measured: 0, queued: 0 };
      ofSeries.set(state, cell);
    }
    return cell;
  }

  #enter(cell: Cell, { duration, spent, rows }: Facts, i: number): void {
    const ms = duration[i] as number;
    if (Number.isNaN(ms)) {
      cell.unmeasured++;
      return;
    }
    const number = stepOf(ms);
    const step = cell.steps.get(number);
    if (step === undefined) cell.steps.set(number, { max: ms, times: 1 });
    else {
      step.times++;
      if (ms > step.max) step.max = ms;
    }
    if (ms < cell.min) cell.min = ms;
    if (spent === null) throw new Error('facts without who spent the time');
    const last = PARTS.length - 1;
    for (let part = 0; part < last; part++) if (Number.isNaN(spent[part * rows + i] as number)) return;
    for (let part = 0; part < last; part++)
      cell.sums[part] = (cell.sums[part] as number) + (spent[part * rows + i] as number);
    cell.measured++;
    const queue = spent[last * rows + i] as number;
    if (Number.isNaN(queue)) return;
    cell.sums[last] = (cell.sums[last] as number) + queue;
    cell.queued++;
  }

  encode(): LongRow {
    const cells = [...this.#cells.values()].flatMap((ofSeries) => [...ofSeries.values()]);
    const rows = cells.flatMap(rowsOf);
    const stored = view(new ArrayBuffer(rows.length * ROW_BYTES), 0, rows.length);
    for (const [i, { cell, ms, times }] of rows.entries()) {
      stored.duration[i] = ms;
      stored.series[i] = cell.series;
      stored.times[i] = times;
      stored.state[i] = cell.state;
    }
    const failed = this.#failedFacts();
    return {
      cells: Buffer.from(Uint32Array.from([...this.#counts.values()].flat()).buffer),
      rows: rows.length,
      facts: Buffer.from(stored.duration.buffer),
      sums: sumsOf(cells.filter(({ steps }) => steps.size > 0)),
      failed_rows: failed.rows,
      ...(({ facts, spent }) => ({ failed_facts: facts, failed_spent: spent }))(encode(failed)),
    };
  }

  #failedFacts(): ReturnType<typeof emptyFacts> {
    const to = emptyFacts(this.#bucket, this.#noise, this.#failed.length);
    for (const [n, { facts, i }] of this.#failed.entries()) {
      for (const column of ['duration', 'series', 'failure', 'recovery', 'state'] as const)
        to[column][n] = facts[column][i] as number;
      to.ended[n] = facts.startMs - to.startMs + (facts.ended[i] as number);
      for (let part = 0; part < PARTS.length; part++)
        to.spent[part * to.rows + n] = facts.spent?.[part * facts.rows + i] ?? Number.NaN;
    }
    return to;
  }
}

/** One for each step, with the longest duration in it; of the first the shortest as well. What was not measured comes last. */
function rowsOf(cell: Cell): { cell: Cell; ms: number; times: number }[] {
  const { min, unmeasured } = cell;
  const steps = [...cell.steps].sort(([a], [b]) => a - b).map(([, step]) => step);
  const rows = steps.map(({ max, times }) => ({ cell, ms: max, times }));
  const [first] = rows;
  if (first !== undefined && first.times > 1 && first.ms !== min) {
    first.times--;
    rows.unshift({ cell, ms: min, times: 1 });
  }
  if (unmeasured > 0) rows.push({ cell, ms: Number.NaN, times: unmeasured });
  return rows;
}

function sumsOf(cells: readonly Cell[]): Buffer {
  const numbers = cells.flatMap(({ sums, measured, queued }) => [...sums, measured, queued]);
  return Buffer.from(Float64Array.from(numbers).buffer);
}

const ROW_BYTES = Float64Array.BYTES_PER_ELEMENT + 2 * Uint32Array.BYTES_PER_ELEMENT + 1;

function view(buffer: ArrayBuffer, offset: number, rows: number) {
  const words = offset + rows * Float64Array.BYTES_PER_ELEMENT;
  const bytes = words + 2 * rows * Uint32Array.BYTES_PER_ELEMENT;
  return {
    duration: new Float64Array(buffer, offset, rows),
    series: new Uint32Array(buffer, words, rows),
    times: new Uint32Array(buffer, words + rows * Uint32Array.BYTES_PER_ELEMENT, rows),
    state: new Uint8Array(buffer, bytes, rows),
  };
}

/** The requests that did not fail. Of each series and state the first row has the sums. */
export function decodeServed(
  number: number,
  noise: boolean,
  { rows, facts, sums }: Pick<LongRow, 'rows' | 'facts'> & { sums: Buffer | null },
): Facts {
  const stored = aligned(facts);
  const columns = view(stored.buffer as ArrayBuffer, stored.byteOffset, rows);
  return {
    rows,
    startMs: number * LONG_MS,
    noise,
    ...columns,
    failure: filled(zeros, rows, 0),
    ended: filled(zeros, rows, 0),
    recovery: filled(nevers, rows, NEVER),
    spent: null,
    sums: sums === null ? null : { values: doublesOf(sums), of: firstRows(columns, rows) },
  };
}

/** The requests that failed, one by one. */
export const decodeFailed = (
  number: number,
  noise: boolean,
  row: Pick<LongRow, 'failed_rows' | 'failed_facts'> & { failed_spent: Buffer | null },
): Facts => decode(number * LONG_BUCKETS, noise, row.failed_rows, row.failed_facts, row.failed_spent);

const doublesOf = (bytes: Buffer): Float64Array => {
  const { buffer, byteOffset, byteLength } = aligned(bytes);
  return new Float64Array(buffer as ArrayBuffer, byteOffset, byteLength / Float64Array.BYTES_PER_ELEMENT);
};

/** By row: the number of its cell's sums where it is the first of a cell with durations, else -1. */
function firstRows({ series, state, duration }: ReturnType<typeof view>, rows: number): Int32Array {
  const of = new Int32Array(rows).fill(-1);
  let next = 0;
  for (let i = 0; i < rows; i++) {
    const goesOn = i > 0 && series[i] === series[i - 1] && state[i] === state[i - 1];
    if (!goesOn && !Number.isNaN(duration[i] as number)) of[i] = next++;
  }
  return of;
}

/** Columns in which all rows are the same: shared, for nobody writes into facts that were read. */
const zeros = { column: new Uint32Array(0) };
const nevers = { column: new Uint32Array(0) };

function filled(shared: { column: Uint32Array }, rows: number, value: number): Uint32Array {
  if (shared.column.length < rows) shared.column = new Uint32Array(2 * rows).fill(value);
  return shared.column.subarray(0, rows);
}
