import type { Catalogue, Grouping, Servers } from './catalogue.ts';
import { Distribution } from './distribution.ts';
import type { Facts } from './facts.ts';
import type { Steps } from './shapes.ts';
import { stepsFrom, Timed } from './tallies.ts';

/** Durations of Execute: in all, by step, by server and step; and kept with their series for groups to be chosen later. */
export class Executes {
  readonly total = new Distribution();
  readonly steps: (Distribution | undefined)[];
  /** All steps of the first server, then of the next. */
  readonly #ofServers: (Distribution | undefined)[];
  readonly #kept: { series: Uint32Array; duration: Float64Array; times: Uint32Array }[] = [];
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
    const kept = {
      series: new Uint32Array(count),
      duration: new Float64Array(count),
      times: new Uint32Array(count),
    };
    for (let n = 0; n < count; n++) {
      const i = picked[n] as number;
      const ms = facts.duration[i] as number;
      const id = facts.series[i] as number;
      kept.series[n] = id;
      kept.duration[n] = ms;
      const many = facts.times === null ? 1 : (facts.times[i] as number);
      kept.times[n] = many;
      const at = step(facts.ended[i] as number);
      distributionAt(this.steps, at).add(ms, many);
      for (const server of [front[id] as number, back[id] as number])
        if (server >= 0) distributionAt(this.#ofServers, server * this.#span.count + at).add(ms, many);
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
    for (const group of groups) found[group] = new Distribution();
    for (const { series, duration, times } of this.#kept) {
      for (let n = 0; n < series.length; n++)
        found[grouping.of[series[n] as number] as number]?.add(duration[n] as number, times[n] as number);
    }
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
