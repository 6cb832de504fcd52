import type { Percentiles } from './shapes.ts';

/** The middle of a step differs from anything in it by less than this share; with rounding it is 1 %. */
const ERROR = 0.0099;
/** Steps grow by this factor: DDSketch (Masson, Rim, Lee: "DDSketch", PVLDB 2019), section 2.1. */
const GROWTH = (1 + ERROR) / (1 - ERROR);
const LOG_GROWTH = Math.log(GROWTH);
/** Logs measure in milliseconds, early ones with decimals: what is less than this is nothing. */
const SMALLEST_MS = 0.001;
const FIRST = Math.ceil(Math.log(SMALLEST_MS) / LOG_GROWTH);
/** Steps of whole milliseconds up to this many are looked up. */
const LOOKED_UP = 65_536;

const computed = (ms: number): number =>
  ms <= SMALLEST_MS ? 0 : Math.ceil(Math.log(ms) / LOG_GROWTH) - FIRST + 1;
const steps = Uint16Array.from({ length: LOOKED_UP }, (_, ms) => computed(ms));

/** Number of the step that a duration is in. */
export const stepOf = (ms: number): number =>
  ms < LOOKED_UP && ms >= 0 && Number.isInteger(ms) ? (steps[ms] as number) : computed(ms);

/** Upper bound of a step, milliseconds. */
const boundOf = (step: number): number => (step === 0 ? SMALLEST_MS : GROWTH ** (step + FIRST - 1));

/** What all durations in a step are taken for. */
const middleOf = (step: number): number => (step === 0 ? 0 : (2 * boundOf(step)) / (GROWTH + 1));

const QUANTILES = [0.5, 0.9, 0.95, 0.99] as const;

/** How many durations lie in each step of a scale whose steps grow by 2 %. Distributions can be added up. */
export class Distribution {
  #counts = new Uint32Array(0);
  /** Step of `#counts[0]`. */
  #first = 0;
  #count = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  get count(): number {
    return this.#count;
  }

  /**
   * @param ms not NaN; what is below zero counts as zero in all but the largest value
   * @param times how many there are of it
   * @param step `stepOf` it, where that is known
   */
  add(ms: number, times = 1, step = stepOf(ms)): void {
    const at = step - this.#first;
    if (at < 0 || at >= this.#counts.length) this.#grow(step);
    const place = step - this.#first;
    this.#counts[place] = (this.#counts[place] as number) + times;
    this.#count += times;
    if (ms < this.#min) this.#min = ms;
    if (ms > this.#max) this.#max = ms;
  }

  /** Adds what is in another one. */
  merge(other: Distribution): void {
    if (other.#count === 0) return;
    this.#grow(other.#first);
    this.#grow(other.#first + other.#counts.length - 1);
    for (const [i, count] of other.#counts.entries()) {
      const at = other.#first + i - this.#first;
      this.#counts[at] = (this.#counts[at] as number) + count;
    }
    this.#count += other.#count;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  /**
   * The value that this share of the values does not exceed (nearest rank), within 1 %; null without values.
   * @param share above 0, at most 1
   */
  quantile(share: number): number | null {
    if (this.#count === 0) return null;
    let left = Math.ceil(share * this.#count);
    for (const [i, count] of this.#counts.entries()) {
      left -= count;
      if (left <= 0) return Math.min(this.#max, Math.max(this.#min, rounded(middleOf(this.#first + i))));
    }
    return this.#max;
  }

  percentiles(): Percentiles {
    const [p50, p90, p95, p99] = QUANTILES.map((share) => this.quantile(share));
    return {
      count: this.#count,
      p50: p50 ?? null,
      p90: p90 ?? null,
      p95: p95 ?? null,
      p99: p99 ?? null,
      max: this.#count === 0 ? null : this.#max,
    };
  }

  /** Values by steps of about a tenth, empty ones between them included; bounds are milliseconds. */
  histogram(): { from_ms: number; to_ms: number; count: number }[] {
    const bars: { from_ms: number; to_ms: number; count: number }[] = [];
    if (this.#count === 0) return bars;
    const filled = [...this.#counts.entries()].filter(([, count]) => count > 0).map(([i]) => this.#first + i);
    const low = barOf(filled[0] ?? 0);
    const high = barOf(filled.at(-1) ?? 0);
    for (let bar = low; bar <= high; bar++)
      bars.push({
        from_ms: bar === 0 ? 0 : rounded(boundOf(firstOf(bar) - 1)),
        to_ms: rounded(boundOf(firstOf(bar + 1) - 1)),
        count: 0,
      });
    for (const [i, count] of this.#counts.entries()) {
      const bar = bars[barOf(this.#first + i) - low];
      if (bar !== undefined) bar.count += count;
    }
    return bars;
  }

  #grow(step: number): void {
    const length = this.#counts.length;
    if (length > 0 && step >= this.#first && step < this.#first + length) return;
    // Some more than needed: the next value is likely to be near.
    const from = Math.max(0, length === 0 ? step - 8 : Math.min(this.#first, step - 8));
    const to = length === 0 ? step + 8 : Math.max(this.#first + length - 1, step + 8);
    const counts = new Uint32Array(to - from + 1);
    if (length > 0) counts.set(this.#counts, this.#first - from);
    this.#counts = counts;
    this.#first = from;
  }
}

/** Steps in one bar of a histogram; the step of nothing has a bar of its own. */
const STEPS_A_BAR = 5;
const barOf = (step: number): number => (step === 0 ? 0 : Math.ceil(step / STEPS_A_BAR));
const firstOf = (bar: number): number => (bar === 0 ? 0 : (bar - 1) * STEPS_A_BAR + 1);

/** Five digits say more than is known. */
const rounded = (ms: number): number => Number(ms.toPrecision(5));
