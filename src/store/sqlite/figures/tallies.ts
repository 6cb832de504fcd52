import type { Catalogue, Grouping } from './catalogue.ts';
import { CHALLENGE, CLASSIC_ONLY, CLIENT_GONE, FAILED, type Facts, OUTCOME, PARTS } from './facts.ts';
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

  add({ series, state }: Facts, picked: Uint32Array, count: number): void {
    const counts = this.#counts;
    const size = this.#size;
    for (let n = 0; n < count; n++) {
      const i = picked[n] as number;
      const at = ((state[i] as number) & OUTCOME) * size + (series[i] as number);
      counts[at] = (counts[at] as number) + 1;
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

/** Number of the step that an end is in, for facts of one block. */
export const stepsFrom =
  ({ startMs, bucketMs }: Steps, facts: Facts) =>
  (ended: number): number =>
    Math.floor((facts.startMs + ended - startMs) / bucketMs);

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
    const { ended, state, failure } = facts;
    const step = stepsFrom(this.#steps, facts);
    for (let n = 0; n < count; n++) {
      const i = picked[n] as number;
      const at = step(ended[i] as number);
      bump(this.outcomes[(state[i] as number) & OUTCOME], at);
      const kind = failure[i] as number;
      if (kind === 0) continue;
      let counts = this.failures.get(kind);
      if (counts === undefined) {
        counts = zeros(this.#steps);
        this.failures.set(kind, counts);
      }
      bump(counts, at);
    }
  }
}

export const zeros = ({ count }: Steps): number[] => new Array<number>(count).fill(0);

/** Adds one where there is such a place: a range need not end with a step. */
export function bump(counts: number[] | undefined, at: number): void {
  if (counts !== undefined && at >= 0 && at < counts.length) counts[at] = (counts[at] as number) + 1;
}

/** Requests by step and server. A request counts at its front end and at its back end, once where they are one machine. */
export class ServerTally implements Tally {
  readonly requests = new Map<string, number[]>();
  readonly failed = new Map<string, number[]>();
  readonly fronts = new Set<string>();
  readonly backs = new Set<string>();
  readonly #steps: Steps;
  readonly #front: Grouping;
  readonly #back: Grouping;

  constructor(steps: Steps, catalogue: Catalogue) {
    this.#steps = steps;
    this.#front = catalogue.grouping('front_end');
    this.#back = catalogue.grouping('back_end');
  }

  add(facts: Facts, picked: Uint32Array, count: number): void {
    const { ended, series, state } = facts;
    const step = stepsFrom(this.#steps, facts);
    // By way and outcome first: there are few, and many requests.
    const ways = this.#front.values.length;
    const cells = new Map<number, number>();
    for (let n = 0; n < count; n++) {
      const i = picked[n] as number;
      const id = series[i] as number;
      const failed = ((state[i] as number) & OUTCOME) === FAILED ? 1 : 0;
      const way = (this.#back.of[id] as number) * ways + (this.#front.of[id] as number);
      const cell =
        (way * (this.#steps.count + 1) + Math.min(this.#steps.count, Math.max(0, step(ended[i] as number)))) *
          2 +
        failed;
      cells.set(cell, (cells.get(cell) ?? 0) + 1);
    }
    for (const [cell, requests] of cells) {
      const at = Math.floor(cell / 2) % (this.#steps.count + 1);
      const way = Math.floor(cell / 2 / (this.#steps.count + 1));
      const front = this.#front.values[way % ways] ?? null;
      const back = this.#back.values[Math.floor(way / ways)] ?? null;
      if (front !== null) this.fronts.add(front);
      if (back !== null) this.backs.add(back);
      for (const server of new Set([front, back])) {
        if (server === null) continue;
        this.#put(this.requests, server, at, requests);
        if (cell % 2 === 1) this.#put(this.failed, server, at, requests);
      }
    }
  }

  #put(to: Map<string, number[]>, server: string, at: number, requests: number): void {
    let counts = to.get(server);
    if (counts === undefined) {
      counts = zeros(this.#steps);
      to.set(server, counts);
    }
    if (at < counts.length) counts[at] = (counts[at] as number) + requests;
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
    const marks = (types: readonly (string | null)[]): Uint8Array =>
      Uint8Array.from(of, (value) => (types.includes(values[value] ?? null) ? 1 : 0));
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

  add({ rows, spent }: Facts, i: number): void {
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
