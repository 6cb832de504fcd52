import type { Catalogue, Grouping, Servers } from './catalogue.ts';
import {
  CHALLENGE,
  CLASSIC_ONLY,
  CLIENT_GONE,
  FAILED,
  type Facts,
  OUTCOME,
  PARTS,
  type Sums,
} from './facts.ts';
import type { Counts, Spent, Steps } from './shapes.ts';

/** Takes facts in, of which the first `count` places in `picked` are meant. */
export interface Tally {
  add(facts: Facts, picked: Uint32Array, count: number): void;
}

const sum = (numbers: Iterable<number>): number => {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
};

/** Requests by series and outcome. */
export class SeriesTally implements Tally {
  readonly #size: number;
  /** All series of the first outcome, then of the next. */
  readonly #counts: Uint32Array;

  constructor(catalogue: Catalogue) {
    this.#size = catalogue.size;
    this.#counts = new Uint32Array(4 * this.#size);
  }

  add({ series, state, times }: Facts, picked: Uint32Array, count: number): void {
    const counts = this.#counts;
    const size = this.#size;
    for (let n = 0; n < count; n++) {
      const i = picked[n] as number;
      const at = ((state[i] as number) & OUTCOME) * size + (series[i] as number);
      counts[at] = (counts[at] as number) + (times === null ? 1 : (times[i] as number));
    }
  }

  /** Of one outcome, by series. */
  of(outcome: number): Uint32Array {
    return this.#counts.subarray(outcome * this.#size, (outcome + 1) * this.#size);
  }

  totals(): Counts {
    return {
      requests: sum(this.#counts),
      failed: sum(this.of(FAILED)),
      challenges: sum(this.of(CHALLENGE)),
      client_gone: sum(this.of(CLIENT_GONE)),
    };
  }

  /** Requests, and failed ones, by the values of a grouping. */
  by({ values, of }: Grouping): { requests: Float64Array; failed: Float64Array } {
    const requests = new Float64Array(values.length);
    const failed = new Float64Array(values.length);
    for (let outcome = 0; outcome < 4; outcome++) {
      for (const [id, count] of this.of(outcome).entries()) {
        if (count === 0) continue;
        const group = of[id] as number;
        requests[group] = (requests[group] as number) + count;
        if (outcome === FAILED) failed[group] = (failed[group] as number) + count;
      }
    }
    return { requests, failed };
  }
}

/** Number of the step that an end is in, for facts of one block, which are in the order of their ends. */
export function stepsFrom({ startMs, bucketMs }: Steps, facts: Facts): (ended: number) => number {
  const step = (ended: number): number => Math.floor((facts.startMs + ended - startMs) / bucketMs);
  const only = step(facts.ended[0] ?? 0);
  // Long steps have whole blocks in them.
  return step(facts.ended.at(-1) ?? 0) === only ? () => only : step;
}

/** Requests by step and outcome, and by step and kind of failure. */
export class StepTally implements Tally {
  readonly outcomes: number[][];
  /** By id of the kind of failure, those that occurred. */
  readonly failures = new Map<number, number[]>();
  readonly #steps: Steps;

  constructor(steps: Steps) {
    this.#steps = steps;
    this.outcomes = Array.from({ length: 4 }, () => zeros(steps));
  }

  /** All requests by step. */
  get requests(): number[] {
    return zeros(this.#steps).map((_, step) => sum(this.outcomes.map((counts) => counts[step] ?? 0)));
  }

  add(facts: Facts, picked: Uint32Array, count: number): void {
    const { ended, state, failure, times } = facts;
    const step = stepsFrom(this.#steps, facts);
    for (let n = 0; n < count; n++) {
      const i = picked[n] as number;
      const at = step(ended[i] as number);
      const many = times === null ? 1 : (times[i] as number);
      bump(this.outcomes[(state[i] as number) & OUTCOME], at, many);
      const kind = failure[i] as number;
      if (kind === 0) continue;
      let counts = this.failures.get(kind);
      if (counts === undefined) {
        counts = zeros(this.#steps);
        this.failures.set(kind, counts);
      }
      bump(counts, at, many);
    }
  }
}

export const zeros = ({ count }: Steps): number[] => new Array<number>(count).fill(0);

/** Adds where there is such a place: a range need not end with a step. */
export function bump(counts: number[] | undefined, at: number, many = 1): void {
  if (counts !== undefined && at >= 0 && at < counts.length) counts[at] = (counts[at] as number) + many;
}

/** Requests by step and server. A request counts at its front end and at its back end, once where they are one machine. */
export class ServerTally implements Tally {
  readonly names: readonly string[];
  readonly #steps: Steps;
  readonly #servers: Servers;
  /** All steps of the first way, then of the next. */
  readonly #requests: Uint32Array;
  readonly #failed: Uint32Array;

  constructor(steps: Steps, servers: Servers) {
    this.#steps = steps;
    this.#servers = servers;
    this.names = servers.names;
    this.#requests = new Uint32Array(steps.count * servers.ways.length);
    this.#failed = new Uint32Array(steps.count * servers.ways.length);
  }

  add(facts: Facts, picked: Uint32Array, count: number): void {
    const { ended, series, state, times } = facts;
    const { way } = this.#servers;
    const { count: steps } = this.#steps;
    const [requests, failed] = [this.#requests, this.#failed];
    const step = stepsFrom(this.#steps, facts);
    for (let n = 0; n < count; n++) {
      const i = picked[n] as number;
      const inStep = step(ended[i] as number);
      if (inStep < 0 || inStep >= steps) continue;
      const at = (way[series[i] as number] as number) * steps + inStep;
      const many = times === null ? 1 : (times[i] as number);
      requests[at] = (requests[at] as number) + many;
      if (((state[i] as number) & OUTCOME) === FAILED) failed[at] = (failed[at] as number) + many;
    }
  }

  /** By step, of the server with this number. */
  requests(server: number): number[] {
    return this.#of(this.#requests, server);
  }

  failed(server: number): number[] {
    return this.#of(this.#failed, server);
  }

  #of(counts: Uint32Array, server: number): number[] {
    const { count } = this.#steps;
    const all = zeros(this.#steps);
    for (const [way, { front, back }] of this.#servers.ways.entries()) {
      if (front !== server && back !== server) continue;
      for (let step = 0; step < count; step++) bump(all, step, counts[way * count + step]);
    }
    return all;
  }
}

/** Long polls take minutes by design ([MS-OXCMAPIHTTP] 2.2.4.4). */
const LONG_POLLS: readonly (string | null)[] = ['NotificationWait', 'EcDoAsyncWaitEx'];
const EXECUTES: readonly (string | null)[] = ['Execute', 'EcDoRpcExt2'];

/** Which requests count in statistics of duration. */
export class Timed {
  readonly #longPoll: Uint8Array;
  readonly #disconnect: Uint8Array;
  readonly #execute: Uint8Array;
  readonly #executeOnly: boolean;

  constructor(catalogue: Catalogue, executeOnly: boolean) {
    const { values, of } = catalogue.grouping('request_type');
    const marks = (types: readonly (string | null)[]): Uint8Array => {
      const ofValues = values.map((value) => (types.includes(value) ? 1 : 0));
      const ofSeries = new Uint8Array(of.length);
      for (let id = 0; id < of.length; id++) ofSeries[id] = ofValues[of[id] as number] ?? 0;
      return ofSeries;
    };
    this.#longPoll = marks(LONG_POLLS);
    this.#disconnect = marks(['Disconnect']);
    this.#execute = marks(EXECUTES);
    this.#executeOnly = executeOnly;
  }

  /** Keeps of what was picked what counts; in place. @returns how many */
  keep({ noise, state, series, duration }: Facts, picked: Uint32Array, count: number): number {
    if (noise) return 0;
    let kept = 0;
    for (let n = 0; n < count; n++) {
      const i = picked[n] as number;
      const of = state[i] as number;
      const id = series[i] as number;
      if ((of & OUTCOME) >= CHALLENGE || Number.isNaN(duration[i] as number)) continue;
      if (this.#longPoll[id] === 1 || (this.#executeOnly && this.#execute[id] !== 1)) continue;
      // A classic Disconnect alone tells how long the session was.
      if ((of & CLASSIC_ONLY) !== 0 && this.#disconnect[id] === 1) continue;
      picked[kept++] = i;
    }
    return kept;
  }
}

const FOUR = PARTS.length - 1;

/** Sums of who spent the time, of the requests of one group of which all four parts were measured. */
export class SpentTally {
  readonly #sums = new Float64Array(PARTS.length);
  #measured = 0;
  /** Requests of which the queue is known as well: that takes the back end's own record. */
  #queued = 0;

  add({ rows, spent, sums: summed }: Facts, i: number): void {
    if (summed !== null) this.#addSums(summed, i);
    if (spent === null) return;
    for (let part = 0; part < FOUR; part++) if (Number.isNaN(spent[part * rows + i] as number)) return;
    const sums = this.#sums;
    for (let part = 0; part < FOUR; part++)
      sums[part] = (sums[part] as number) + (spent[part * rows + i] as number);
    this.#measured++;
    const queue = spent[FOUR * rows + i] as number;
    if (Number.isNaN(queue)) return;
    sums[FOUR] = (sums[FOUR] as number) + queue;
    this.#queued++;
  }

  #addSums({ values, of }: Sums, i: number): void {
    const number = of[i] as number;
    if (number < 0) return;
    const at = number * (PARTS.length + 2);
    for (let part = 0; part < PARTS.length; part++)
      this.#sums[part] = (this.#sums[part] as number) + (values[at + part] as number);
    this.#measured += values[at + PARTS.length] as number;
    this.#queued += values[at + PARTS.length + 1] as number;
  }

  get spent(): Spent {
    const mean = (part: number): number | null => {
      const count = part < FOUR ? this.#measured : this.#queued;
      return count === 0 ? null : (this.#sums[part] as number) / count;
    };
    return {
      client_stream_ms: mean(0),
      front_end_ms: mean(1),
      routing_ms: mean(2),
      backend_ms: mean(3),
      queue_ms: mean(FOUR),
      measured: this.#measured,
    };
  }
}
