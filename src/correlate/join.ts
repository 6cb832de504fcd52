import { CHALLENGE_WINDOW_MS, Challenges } from './challenges.ts';
import { mayBeChallenge } from './outcome.ts';
import type { AnyPart, BackPart, ClassicPart, FrontPart } from './parts.ts';
import { attach, contextOf, emptyRequest, type Request, restored, type StoredRequest } from './request.ts';

/** What has to be stored after records were added. */
export interface Changes {
  /** New, or with another record than before. */
  requests: Request[];
  /** Stored requests that turned out to be challenges. */
  challenges: Confirmed[];
}

/** A challenge, by its id: the request itself may have been put away since, and be in memory a second time. */
export interface Confirmed {
  id: number;
  context: string | null;
}

/** Gives back requests of a span of time that were stored earlier; ends are epoch milliseconds, `to` exclusive. */
export type History = (from: number, to: number) => StoredRequest[];

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
  #confirmed: Confirmed[] = [];
  /** Buckets whose challenges of earlier runs are known. */
  readonly #recalled = new Set<number>();

  readonly #mostInMemory: number;

  /** @param lastId the highest request id in use @param mostInMemory requests that are kept at hand */
  constructor(lastId: number, history: History, mostInMemory = MOST_IN_MEMORY) {
    this.#lastId = lastId;
    this.#mostInMemory = mostInMemory;
    this.#history = history;
  }

  add(part: AnyPart): void {
    const number = Math.floor(part.atMs / BUCKET_MS);
    this.#recall(number);
    const request = this.#partnerOf(part, number) ?? this.#create(number);
    attach(request, part);
    this.#changed.add(request);
    this.#index(request, part, number);
    if (part.side === 'front') this.#watchChallenge(request, part);
  }

  /** What is new or has changed since the last call. */
  takeChanged(): Changes {
    const changes = { requests: [...this.#changed], challenges: this.#confirmed };
    this.#changed.clear();
    this.#confirmed = [];
    if (this.#size > this.#mostInMemory) {
      this.#evict();
      this.#forgetChallenges();
    }
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
        this.#watchChallenge(restored(stored), front);
      }
    }
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
      const request = restored(stored);
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

  #create(number: number): Request {
    this.#bucket(number).size++;
    this.#size++;
    return emptyRequest(++this.#lastId, false);
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
        if (request.stored) this.#confirmed.push({ id: request.id, context: contextOf(request) });
      });
    } else if (front.authenticated && front.httpStatus !== 401)
      this.#challenges.passed(front.client, front.atMs - (front.durationMs ?? 0), front.atMs);
  }

  /** Puts away all requests: what their logs say of themselves has changed in the database. After `takeChanged`. */
  forget(): void {
    this.#buckets.clear();
    this.#size = 0;
  }

  /** Puts away the buckets that were not used for longest; what is in them is in the database. */
  #evict(): void {
    const oldest = [...this.#buckets].sort(([, a], [, b]) => a.used - b.used);
    for (const [number, bucket] of oldest) {
      if (this.#size <= this.#mostInMemory / 2) break;
      this.#size -= bucket.size;
      this.#buckets.delete(number);
    }
  }

  /** Forgets who was challenged and who got through far from the time being read; `#recall` brings it back. */
  #forgetChallenges(): void {
    const near = new Set<number>();
    for (const number of this.#buckets.keys())
      for (let other = number - REACH; other <= number + REACH; other++) near.add(other);
    for (const number of this.#recalled) if (!near.has(number)) this.#recalled.delete(number);
    this.#challenges.keep((ms) => near.has(Math.floor(ms / BUCKET_MS)));
  }
}
