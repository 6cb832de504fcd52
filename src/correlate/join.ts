import { type Bucket, emptyBucket, goesBefore, Index, keyOf, putAway } from './buckets.ts';
import { CHALLENGE_WINDOW_MS, Challenges } from './challenges.ts';
import { mayBeChallenge } from './outcome.ts';
import type { AnyPart, BackPart, ClassicPart, FrontPart } from './parts.ts';
import {
  attach,
  contextOf,
  emptyRequest,
  keysOf,
  type Request,
  restored,
  type StoredRequest,
} from './request.ts';

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

/** Gives back requests that were stored earlier. */
export interface History {
  /** Those that ended in a span of time, epoch milliseconds, `to` exclusive. */
  between(from: number, to: number): Iterable<StoredRequest>;
  withIds(ids: readonly number[]): StoredRequest[];
}

/** A bucket, the one before it and the one after it. */
type Near = readonly [home: Bucket, before: Bucket, after: Bucket];

/** Both records of a request carry times that are this close: ends differ by transport and clock skew. */
const BUCKET_MS = 10 * 60_000;
/** Buckets that a challenge may be away from the request that gets through. */
const REACH = Math.ceil(CHALLENGE_WINDOW_MS / BUCKET_MS);
const MOST_IN_MEMORY = 200_000;

/**
 * Whether the back end can have a record of it. The 401s before a logon carry the same counter as the request that
 * then gets through; only that one reached the back end.
 */
const mayHaveBackEnd = (front: FrontPart): boolean => front.backEndStatus !== null;

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
  /** The clock when the last changes were taken: buckets that were used since are those of the time being read. */
  #settled = 0;
  #changed = new Set<Request>();
  /** Requests that were put away and are used again, until they are stored. */
  readonly #awake = new Map<number, Request>();
  #confirmed: Confirmed[] = [];
  /** Buckets whose challenges of earlier runs are known. */
  readonly #recalled = new Set<number>();
  /** The last one round which they are; NaN when that is not known. */
  #recalledAt = Number.NaN;
  /** Buckets around the time of the last record: its own and the two beside it. */
  #near: { number: number; buckets: Near } | null = null;

  #mostInMemory: number;

  /** @param lastId the highest request id in use @param mostInMemory requests that are kept at hand */
  constructor(lastId: number, history: History, mostInMemory = MOST_IN_MEMORY) {
    this.#lastId = lastId;
    this.#mostInMemory = mostInMemory;
    this.#history = history;
  }

  add(part: AnyPart): void {
    const number = Math.floor(part.atMs / BUCKET_MS);
    if (number !== this.#recalledAt) this.#recall(number);
    const near = this.#around(number);
    const [home] = near;
    const request = this.#partnerOf(part, near) ?? this.#create(home);
    if (request.stored) request.keys ??= keysOf(request);
    attach(request, part);
    this.#changed.add(request);
    this.#index(request, part, home);
    if (part.side === 'front') this.#watchChallenge(request, part);
  }

  /** How many requests are kept at hand from now on. */
  keep(mostInMemory: number): void {
    this.#mostInMemory = mostInMemory;
  }

  /** What is new or has changed since the last call. */
  takeChanged(): Changes {
    const changes = { requests: [...this.#changed], challenges: this.#confirmed };
    this.#changed.clear();
    this.#confirmed = [];
    this.#awake.clear();
    if (this.#size > this.#mostInMemory) {
      this.#makeRoom();
      this.#forgetChallenges();
      this.#near = null;
      this.#recalledAt = Number.NaN;
    }
    this.#settled = this.#clock;
    return changes;
  }

  /**
   * Brings back who was challenged and who got through in earlier runs, as far around this time as a challenge may be
   * from its answer. Done once for each bucket, before this run adds to it.
   */
  #recall(number: number): void {
    this.#recalledAt = number;
    for (let near = number - REACH; near <= number + REACH; near++) {
      if (this.#recalled.has(near)) continue;
      this.#recalled.add(near);
      for (const stored of this.#history.between(near * BUCKET_MS, (near + 1) * BUCKET_MS)) {
        const front = stored.parts.find((part) => part.side === 'front');
        if (front === undefined || stored.challenge) continue;
        this.#watchChallenge(restored(stored), front);
      }
    }
  }

  /** The bucket with this number and the two beside it. Records come nearly in the order of time. */
  #around(number: number): Near {
    if (this.#near?.number !== number) {
      const buckets: Near = [this.#bucket(number), this.#bucket(number - 1), this.#bucket(number + 1)];
      this.#near = { number, buckets };
    }
    const { buckets } = this.#near;
    this.#clock++;
    for (const bucket of buckets) bucket.used = this.#clock;
    return buckets;
  }

  #bucket(number: number): Bucket {
    let bucket = this.#buckets.get(number);
    if (bucket !== undefined) {
      bucket.used = ++this.#clock;
      return bucket;
    }
    bucket = emptyBucket(++this.#clock);
    this.#buckets.set(number, bucket);
    for (const stored of this.#history.between(number * BUCKET_MS, (number + 1) * BUCKET_MS)) {
      const request = restored(stored);
      for (const part of stored.parts) this.#index(request, part, bucket);
      bucket.size++;
      this.#size++;
      if (bucket.size > this.#mostInMemory / 2) this.#putAway([bucket], bucket.size / 2);
    }
    return bucket;
  }

  /** A request that was put away. */
  readonly #fetch = (id: number): Request | undefined => {
    let request = this.#awake.get(id);
    if (request !== undefined) return request;
    const [stored] = this.#history.withIds([id]);
    if (stored === undefined) return undefined;
    request = restored(stored);
    this.#awake.set(id, request);
    return request;
  };

  /** The request that already has the other record, looked for in its bucket and the two beside it. */
  #partnerOf(part: AnyPart, near: Near): Request | null {
    const { requestId } = part;
    if (requestId !== null) {
      for (const { byRequestId, withoutFront } of near) {
        const index = part.side === 'front' ? withoutFront : byRequestId;
        const same = index.get(requestId, this.#fetch);
        if (same !== undefined && this.#hasRoomFor(same, part)) return same;
      }
    }
    return part.side === 'front' ? this.#backOf(part, near) : this.#frontOf(part, near);
  }

  /** The back end's record of a request whose front-end record comes later, by context and counter. */
  #backOf(front: FrontPart, near: Near): Request | null {
    if (!mayHaveBackEnd(front)) return null;
    for (const { backWithoutFront } of near) {
      if (backWithoutFront.isEmpty) continue;
      const key = keyOf(front) ?? '';
      const found = backWithoutFront.get(key, this.#fetch);
      if (found !== undefined && found.front === null) {
        backWithoutFront.delete(key, this.#fetch);
        return found;
      }
    }
    return null;
  }

  /** The front end's record of a request whose back-end record comes later, by context and counter. */
  #frontOf(part: BackPart | ClassicPart, near: Near): Request | null {
    const key = keyOf(part);
    if (key === null) return null;
    for (const bucket of near) {
      const found = this.#frontsOf(bucket).get(key, this.#fetch);
      if (found !== undefined && this.#hasRoomFor(found, part)) return found;
    }
    return null;
  }

  #hasRoomFor(request: Request, part: AnyPart): boolean {
    if (part.side === 'front') return request.front === null;
    if (part.side === 'back') return request.back === null;
    return true;
  }

  #create(home: Bucket): Request {
    home.size++;
    this.#size++;
    return emptyRequest(++this.#lastId, false);
  }

  #index(request: Request, part: AnyPart, bucket: Bucket): void {
    const isAway = this.#awake.has(request.id);
    if (part.requestId !== null) {
      bucket.byRequestId.set(part.requestId, request, isAway);
      if (request.front === null) bucket.withoutFront.set(part.requestId, request, isAway);
      else if (!bucket.withoutFront.isEmpty) bucket.withoutFront.delete(part.requestId, this.#fetch);
    }
    const key = keyOf(part);
    if (key === null) return;
    if (part.side === 'front') {
      if (bucket.frontByContext !== null) this.#addFront(bucket.frontByContext, key, request, part, isAway);
    } else if (request.front === null) bucket.backWithoutFront.set(key, request, isAway);
  }

  #addFront(index: Index, key: string, request: Request, front: FrontPart, isAway: boolean): void {
    if (mayHaveBackEnd(front) && goesBefore(front, index.get(key, this.#fetch)?.front ?? null))
      index.set(key, request, isAway);
  }

  #frontsOf(bucket: Bucket): Index {
    if (bucket.frontByContext !== null) return bucket.frontByContext;
    bucket.frontByContext = new Index(keyOf);
    // Nothing of it was put away yet: that makes this index first.
    for (const request of bucket.byRequestId.atHand) {
      const { front } = request;
      const key = front === null ? null : keyOf(front);
      if (front !== null && key !== null) this.#addFront(bucket.frontByContext, key, request, front, false);
    }
    return bucket.frontByContext;
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
    this.#near = null;
    this.#size = 0;
  }

  /**
   * Puts away the buckets that were not used for longest; what is in them is in the database. Those of the time being
   * read would be needed again at once: of them only the ids stay.
   */
  #makeRoom(): void {
    const most = this.#mostInMemory / 2;
    const oldest = [...this.#buckets].sort(([, a], [, b]) => a.used - b.used);
    for (const [number, bucket] of oldest) {
      if (this.#size <= most || bucket.used > this.#settled) break;
      this.#size -= bucket.size;
      this.#buckets.delete(number);
    }
    if (this.#size > most) this.#putAway([...this.#buckets.values()], this.#size - most);
  }

  #putAway(buckets: readonly Bucket[], wanted: number): void {
    for (const bucket of buckets) this.#frontsOf(bucket);
    const left = putAway(buckets, wanted);
    this.#size -= left;
    if (left >= wanted) return;
    // What no index leads to is held by nobody.
    for (const bucket of buckets) {
      this.#size -= bucket.size;
      bucket.size = 0;
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
