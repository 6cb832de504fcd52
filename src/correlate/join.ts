import { CHALLENGE_WINDOW_MS, Challenges } from './challenges.ts';
import { mayBeChallenge, type Verdict, verdict } from './outcome.ts';
import type { AnyPart, BackPart, ClassicPart, FrontPart } from './parts.ts';

/** One HTTP request, put together from its records. */
export interface Request extends Verdict {
  id: number;
  /** Whether the database has it already, in an earlier form. */
  stored: boolean;
  startedMs: number;
  endedMs: number;
  front: FrontPart | null;
  back: BackPart | null;
  classic: ClassicPart | null;
  noise: string | null;
  /** Whether it is a 401 that the same client got past. */
  challenge: boolean;
}

/** What has to be stored after records were added. */
export interface Changes {
  /** New, or with another record than before. */
  requests: Request[];
  /** Ids of stored requests that turned out to be challenges. */
  challenges: number[];
}

/** Gives back requests of a span of time that were stored earlier; ends are epoch milliseconds, `to` exclusive. */
export type History = (from: number, to: number) => StoredRequest[];

/** A request of an earlier run. */
export interface StoredRequest {
  id: number;
  challenge: boolean;
  parts: AnyPart[];
}

/** Both records of a request carry times that are this close: ends differ by transport and clock skew. */
const BUCKET_MS = 10 * 60_000;
/** Buckets that a challenge may be away from the request that gets through. */
const REACH = Math.ceil(CHALLENGE_WINDOW_MS / BUCKET_MS);
const MOST_IN_MEMORY = 200_000;

interface Bucket {
  byRequestId: Map<string, Request>;
  /** By context and counter: back-end records that are still without their front-end record. */
  backWithoutFront: Map<string, Request>;
  /** By context and counter: front-end records; made when a back-end record has to be looked up this way. */
  frontByContext: Map<string, Request> | null;
  size: number;
  /** When it was last used, by the join's own clock. */
  used: number;
}

const contextKey = (part: AnyPart): string | null =>
  part.context === null || part.sequence === null ? null : `${part.context}:${part.sequence}`;

/**
 * Whether the back end can have a record of it. The 401s before a logon carry the same counter as the request that
 * then gets through; only that one reached the back end.
 */
const mayHaveBackEnd = (front: FrontPart): boolean => front.backEndStatus !== null;

function indexFront(index: Map<string, Request>, request: Request, front: FrontPart): void {
  const key = contextKey(front);
  if (key === null || !mayHaveBackEnd(front)) return;
  // Of several with one counter the first: which was read first must not matter.
  const known = index.get(key)?.front;
  const before =
    known === undefined ||
    known === null ||
    front.atMs < known.atMs ||
    (front.atMs === known.atMs && (front.requestId ?? '') < (known.requestId ?? ''));
  if (before) index.set(key, request);
}

function frontsByContext(requests: Iterable<Request>): Map<string, Request> {
  const index = new Map<string, Request>();
  for (const request of requests) if (request.front !== null) indexFront(index, request, request.front);
  return index;
}

/**
 * Joins front-end and back-end records into requests: on `RequestId`, then on context and counter (`R:{guid}:n`).
 *
 * Records come in any order, minutes apart and from different files. Requests wait for their partner in buckets of
 * ten minutes; the buckets around the time being read are in memory, older ones come back from the database when
 * a record of their time turns up. So a lookup costs the same however large the database has grown: there is no
 * index on random GUIDs.
 */
export class RequestJoin {
  readonly #buckets = new Map<number, Bucket>();
  readonly #history: History;
  readonly #challenges = new Challenges();
  #lastId: number;
  #size = 0;
  #clock = 0;
  #changed = new Set<Request>();
  #confirmed: number[] = [];
  /** Buckets whose challenges of earlier runs are known. */
  readonly #recalled = new Set<number>();

  /** @param lastId the highest request id in use */
  constructor(lastId: number, history: History) {
    this.#lastId = lastId;
    this.#history = history;
  }

  add(part: AnyPart): void {
    const number = Math.floor(part.atMs / BUCKET_MS);
    this.#recall(number);
    const request = this.#partnerOf(part, number) ?? this.#create(number);
    this.#attach(request, part);
    this.#index(request, part, number);
    if (part.side === 'front') this.#watchChallenge(request, part);
  }

  /** What is new or has changed since the last call. */
  takeChanged(): Changes {
    const changes = { requests: [...this.#changed], challenges: this.#confirmed };
    this.#changed.clear();
    this.#confirmed = [];
    if (this.#size > MOST_IN_MEMORY) this.#evict();
    return changes;
  }

  /**
   * Brings back who was challenged and who got through in earlier runs, as far around this time as a challenge may be
   * from its answer. Done once for each bucket, before this run adds to it.
   */
  #recall(number: number): void {
    for (let near = number - REACH; near <= number + REACH; near++) {
      if (this.#recalled.has(near)) continue;
      this.#recalled.add(near);
      for (const stored of this.#history(near * BUCKET_MS, (near + 1) * BUCKET_MS)) {
        const front = stored.parts.find((part) => part.side === 'front');
        if (front === undefined || stored.challenge) continue;
        const request = this.#restore(stored);
        this.#watchChallenge(request, front);
      }
    }
  }

  #restore({ id, challenge, parts }: StoredRequest): Request {
    const request = this.#empty(id, true);
    request.challenge = challenge;
    for (const part of parts) this.#attach(request, part);
    this.#changed.delete(request);
    return request;
  }

  #bucket(number: number): Bucket {
    let bucket = this.#buckets.get(number);
    if (bucket !== undefined) {
      bucket.used = ++this.#clock;
      return bucket;
    }
    bucket = {
      byRequestId: new Map(),
      backWithoutFront: new Map(),
      frontByContext: null,
      size: 0,
      used: ++this.#clock,
    };
    this.#buckets.set(number, bucket);
    for (const stored of this.#history(number * BUCKET_MS, (number + 1) * BUCKET_MS)) {
      const request = this.#restore(stored);
      for (const part of stored.parts) this.#index(request, part, number);
      bucket.size++;
      this.#size++;
    }
    return bucket;
  }

  /** The request that already has the other record, looked for in its bucket and the two beside it. */
  #partnerOf(part: AnyPart, number: number): Request | null {
    const { requestId } = part;
    for (const near of [number, number - 1, number + 1]) {
      const bucket = this.#bucket(near);
      const same = requestId === null ? undefined : bucket.byRequestId.get(requestId);
      if (same !== undefined && this.#hasRoomFor(same, part)) return same;
    }
    return part.side === 'front' ? this.#backOf(part, number) : this.#frontOf(part, number);
  }

  /** The back end's record of a request whose front-end record comes later, by context and counter. */
  #backOf(front: FrontPart, number: number): Request | null {
    if (!mayHaveBackEnd(front)) return null;
    for (const near of [number, number - 1, number + 1]) {
      const { backWithoutFront } = this.#bucket(near);
      if (backWithoutFront.size === 0) continue;
      const found = backWithoutFront.get(contextKey(front) ?? '');
      if (found !== undefined && found.front === null) {
        backWithoutFront.delete(contextKey(front) ?? '');
        return found;
      }
    }
    return null;
  }

  /** The front end's record of a request whose back-end record comes later, by context and counter. */
  #frontOf(part: BackPart | ClassicPart, number: number): Request | null {
    const key = contextKey(part);
    if (key === null) return null;
    for (const near of [number, number - 1, number + 1]) {
      const bucket = this.#bucket(near);
      bucket.frontByContext ??= frontsByContext(bucket.byRequestId.values());
      const found = bucket.frontByContext.get(key);
      if (found !== undefined && this.#hasRoomFor(found, part)) return found;
    }
    return null;
  }

  #hasRoomFor(request: Request, part: AnyPart): boolean {
    if (part.side === 'front') return request.front === null;
    if (part.side === 'back') return request.back === null;
    return true;
  }

  #empty(id: number, stored: boolean): Request {
    return {
      id,
      stored,
      startedMs: 0,
      endedMs: 0,
      front: null,
      back: null,
      classic: null,
      outcome: 'ok',
      failureClass: null,
      noise: null,
      challenge: false,
    };
  }

  #create(number: number): Request {
    this.#bucket(number).size++;
    this.#size++;
    return this.#empty(++this.#lastId, false);
  }

  #attach(request: Request, part: AnyPart): void {
    if (part.side === 'front') request.front = part;
    else if (part.side === 'back') request.back = part;
    // Several classic rows may tell of one request; the one that tells of its failure counts.
    else if (request.classic === null || (part.failed && !request.classic.failed)) request.classic = part;
    // The front end saw the whole request; where it has no record, the back end's times stand.
    const timed = request.front ?? request.back ?? request.classic ?? part;
    request.endedMs = timed.atMs;
    // A classic Disconnect's processing time is the length of the session, not of the request.
    // Early 2013 builds log decimal latencies; points in time are whole milliseconds.
    request.startedMs = Math.round(timed.atMs - (timed.side === 'classic' ? 0 : (timed.durationMs ?? 0)));
    request.noise = request.front?.noise ?? request.back?.noise ?? request.classic?.noise ?? null;
    const { outcome, failureClass } = verdict(request.front, request.back, request.classic);
    request.outcome = request.challenge ? 'challenge' : outcome;
    request.failureClass = request.challenge ? null : failureClass;
    this.#changed.add(request);
  }

  #index(request: Request, part: AnyPart, number: number): void {
    const bucket = this.#bucket(number);
    if (part.requestId !== null) bucket.byRequestId.set(part.requestId, request);
    if (part.side === 'front') {
      if (bucket.frontByContext !== null) indexFront(bucket.frontByContext, request, part);
    } else if (request.front === null) {
      const key = contextKey(part);
      if (key !== null) bucket.backWithoutFront.set(key, request);
    }
  }

  #watchChallenge(request: Request, front: FrontPart): void {
    if (mayBeChallenge(front)) {
      this.#challenges.challenged(front.client, front.atMs, () => {
        request.challenge = true;
        request.outcome = 'challenge';
        request.failureClass = null;
        // By its id: the request itself may have been put away since, and be in memory a second time.
        if (request.stored) this.#confirmed.push(request.id);
      });
    } else if (front.authenticated && front.httpStatus !== 401)
      this.#challenges.passed(front.client, front.atMs - (front.durationMs ?? 0), front.atMs);
  }

  /** Puts away the buckets that were not used for longest; what is in them is in the database. */
  #evict(): void {
    const oldest = [...this.#buckets].sort(([, a], [, b]) => a.used - b.used);
    for (const [number, bucket] of oldest) {
      if (this.#size <= MOST_IN_MEMORY / 2) return;
      this.#size -= bucket.size;
      this.#buckets.delete(number);
    }
  }
}
