import { conditions, type FilterColumn, type ResolvedFilter } from '../request-filter.ts';
import type { Wanted } from './blocks.ts';
import { type Catalogue, type Grouping, type SeriesDimension, seriesDimensions } from './catalogue.ts';
import { type Facts, OUTCOME, OUTCOMES } from './facts.ts';

/** What facts do not have: requests are asked for it one by one. */
const OF_REQUESTS: readonly FilterColumn[] = ['context', 'client_instance'];

const isOfSeries = (column: FilterColumn): column is SeriesDimension =>
  (seriesDimensions as readonly string[]).includes(column);

/** A filter in the form in which facts can be asked. */
export class Selection {
  readonly wanted: Omit<Wanted, 'depth'>;
  readonly #sinceMs: number;
  readonly #untilMs: number;
  readonly #minMs: number | null;
  readonly #maxMs: number | null;
  /** By series: 1 where the filter means it; null where it means all. */
  readonly #series: Uint8Array | null;
  /** By kind of failure; requests that did not fail are 0. */
  readonly #failures: Uint8Array | null;
  /** A bit for each outcome. */
  readonly #outcomes: number;

  /** @param filter with both ends of its range */
  constructor(catalogue: Catalogue, filter: ResolvedFilter) {
    const { sinceMs, untilMs, minMs, maxMs, values } = filter;
    if (sinceMs === null || untilMs === null)
      throw new RangeError('figures need both ends of a range of time');
    const deep = new Map([...values].filter(([column]) => OF_REQUESTS.includes(column)));
    this.#sinceMs = sinceMs;
    this.#untilMs = untilMs;
    this.#minMs = minMs;
    this.#maxMs = maxMs;
    this.wanted = {
      sinceMs,
      untilMs,
      real: !values.has('noise'),
      noise: filter.includeNoise,
      only:
        deep.size === 0
          ? null
          : conditions({ ...filter, minMs: null, maxMs: null, includeNoise: true, values: deep }),
    };
    this.#series = seriesOf(catalogue, values);
    this.#failures = failuresOf(catalogue, values.get('failure_class'));
    const outcomes = values.get('outcome');
    this.#outcomes = OUTCOMES.reduce(
      (bits, outcome, i) => (outcomes?.has(outcome) === false ? bits : bits | (1 << i)),
      0,
    );
  }

  /** Whether it asks for durations, which cells do not tell. */
  get timed(): boolean {
    return this.#minMs !== null || this.#maxMs !== null;
  }

  /**
   * Picks the requests that the filter means.
   * @param picked takes their places in the facts @returns how many
   */
  pick(facts: Facts, picked: Uint32Array): number {
    const { rows, series, state, ended, failure, duration, startMs } = facts;
    const from = this.#sinceMs - startMs;
    const to = this.#untilMs - startMs;
    const accepted = this.#series;
    const failures = this.#failures;
    const outcomes = this.#outcomes;
    const min = this.#minMs ?? Number.NEGATIVE_INFINITY;
    const max = this.#maxMs ?? Number.POSITIVE_INFINITY;
    const { timed } = this;
    let count = 0;
    for (let i = 0; i < rows; i++) {
      const end = ended[i] as number;
      if (end < from || end >= to) continue;
      if (accepted !== null && accepted[series[i] as number] !== 1) continue;
      if (((outcomes >> ((state[i] as number) & OUTCOME)) & 1) === 0) continue;
      if (failures !== null && failures[failure[i] as number] !== 1) continue;
      if (timed) {
        const ms = duration[i] as number;
        if (!(ms >= min && ms < max)) continue;
      }
      picked[count++] = i;
    }
    return count;
  }
}

function seriesOf(
  catalogue: Catalogue,
  values: ReadonlyMap<FilterColumn, ReadonlySet<string>>,
): Uint8Array | null {
  let accepted: Uint8Array | null = null;
  const keep = (...groupings: Grouping[]) => {
    return (wanted: ReadonlySet<string>): void => {
      accepted ??= new Uint8Array(catalogue.size).fill(1);
      const marks = groupings.map((grouping) => marksOf(grouping, wanted));
      for (let id = 0; id < accepted.length; id++) {
        if (
          accepted[id] === 1 &&
          !groupings.some((grouping, i) => marks[i]?.[grouping.of[id] as number] === 1)
        )
          accepted[id] = 0;
      }
    };
  };
  for (const [column, wanted] of values) {
    if (column === 'server') keep(catalogue.grouping('front_end'), catalogue.grouping('back_end'))(wanted);
    else if (column === 'user') keep(catalogue.userKeys())(wanted);
    else if (isOfSeries(column)) keep(catalogue.grouping(column))(wanted);
  }
  return accepted;
}

/** By the number of a value: 1 where it is wanted. */
const marksOf = ({ values }: Grouping, wanted: ReadonlySet<string>): Uint8Array =>
  Uint8Array.from(values, (value) => (value !== null && wanted.has(value) ? 1 : 0));

function failuresOf(catalogue: Catalogue, wanted: ReadonlySet<string> | undefined): Uint8Array | null {
  if (wanted === undefined) return null;
  const marks = new Uint8Array(Math.max(1, catalogue.failures));
  for (let id = 1; id < marks.length; id++) marks[id] = wanted.has(catalogue.failure(id).class) ? 1 : 0;
  return marks;
}
