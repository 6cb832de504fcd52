import type { Catalogue, Grouping, Servers } from './catalogue.ts';
import { Distribution, stepOf } from './distribution.ts';
import type { Facts } from './facts.ts';
import type { Steps } from './shapes.ts';
import { stepsFrom, Timed } from './tallies.ts';

/** Durations of Execute: in all, by step, by server and step; and kept with their series for groups to be chosen later. */
export class Executes {
  readonly total = new Distribution();
  readonly steps: (Distribution | undefined)[];
  /** All steps of the first server, then of the next. */
  readonly #ofServers: (Distribution | undefined)[];
  readonly #kept: {
    series: Uint32Array;
    duration: Float64Array;
    times: Uint32Array;
    /** `stepOf` the duration. */
    place: Uint16Array;
  }[] = [];
  readonly #timed: Timed;
  readonly #span: Steps;
  readonly #servers: Servers;

  constructor(catalogue: Catalogue, span: Steps, servers: Servers) {
    this.#timed = new Timed(catalogue, true);
    this.#span = span;
    this.#servers = servers;
    this.steps = new Array(span.count);
    this.#ofServers = new Array(span.count * servers.names.length);
  }

  /** Overwrites what was picked. */
  add(facts: Facts, picked: Uint32Array, all: number): void {
    const count = this.#timed.keep(facts, picked, all);
    const step = stepsFrom(this.#span, facts);
    const { front, back } = this.#servers;
    const { count: steps } = this.#span;
    const kept = {
      series: new Uint32Array(count),
      duration: new Float64Array(count),
      times: new Uint32Array(count),
      place: new Uint16Array(count),
    };
    for (let n = 0; n < count; n++) {
      const i = picked[n] as number;
      const ms = facts.duration[i] as number;
      const id = facts.series[i] as number;
      kept.series[n] = id;
      kept.duration[n] = ms;
      const many = facts.times === null ? 1 : (facts.times[i] as number);
      kept.times[n] = many;
      const place = stepOf(ms);
      kept.place[n] = place;
      const at = step(facts.ended[i] as number);
      distributionAt(this.steps, at).add(ms, many, place);
      const [first, second] = [front[id] as number, back[id] as number];
      if (first >= 0) distributionAt(this.#ofServers, first * steps + at).add(ms, many, place);
      if (second >= 0) distributionAt(this.#ofServers, second * steps + at).add(ms, many, place);
    }
    this.#kept.push(kept);
  }

  /** Puts the steps together. */
  finish(): void {
    for (const step of this.steps) if (step !== undefined) this.total.merge(step);
  }

  /** By step, of the server with this number. */
  ofServer(server: number): (Distribution | undefined)[] {
    return this.#ofServers.slice(server * this.#span.count, (server + 1) * this.#span.count);
  }

  /** Of some groups: by the number of their value. */
  of(grouping: Grouping, groups: readonly number[]): (Distribution | undefined)[] {
    const found: (Distribution | undefined)[] = new Array(grouping.values.length);
    const wanted = groups.map(() => new Distribution());
    /** By series: one more than the place in `wanted`, 0 for none. */
    const marks = new Uint32Array(grouping.of.length);
    const places = new Map(groups.map((group, place) => [group, place + 1]));
    for (let id = 0; id < marks.length; id++) marks[id] = places.get(grouping.of[id] as number) ?? 0;
    for (const { series, duration, times, place } of this.#kept) {
      for (let n = 0; n < series.length; n++) {
        const mark = marks[series[n] as number] as number;
        if (mark > 0)
          (wanted[mark - 1] as Distribution).add(duration[n] as number, times[n] as number, place[n]);
      }
    }
    for (const [i, group] of groups.entries()) found[group] = wanted[i];
    return found;
  }
}

function distributionAt(steps: (Distribution | undefined)[], at: number): Distribution {
  let distribution = steps[at];
  if (distribution === undefined) {
    distribution = new Distribution();
    steps[at] = distribution;
  }
  return distribution;
}

/** A quantile of each step; null where nothing was measured. */
export const quantiles = ({ count }: Steps, steps: readonly (Distribution | undefined)[], share: number) =>
  Array.from({ length: count }, (_, step) => steps[step]?.quantile(share) ?? null);
