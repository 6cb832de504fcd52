import { AwayIds } from './away.ts';
import type { AnyPart, FrontPart } from './parts.ts';
import type { Request } from './request.ts';

const NONE: readonly Request[] = [];

/** Which request a text leads to: one in memory, or only its id, when the rest is in the database. */
export class Index {
  readonly #textOf: (part: AnyPart) => string | null;
  readonly #atHand = new Map<string, Request>();
  readonly #away = new AwayIds();

  /** @param textOf the text by which a record of a request leads to it */
  constructor(textOf: (part: AnyPart) => string | null) {
    this.#textOf = textOf;
  }

  get isEmpty(): boolean {
    return this.#atHand.size === 0 && this.#away.size === 0;
  }

  /** The requests in memory. */
  get atHand(): Iterable<Request> {
    return this.#atHand.values();
  }

  /** The request that was set last. @param fetch gives one that was put away */
  get(text: string, fetch: (id: number) => Request | undefined): Request | undefined {
    return this.#atHand.get(text) ?? this.#ofAway(text, fetch)[0];
  }

  /** @param isAway whether it was put away: then it stays so, it must not be in memory a second time */
  set(text: string, request: Request, isAway: boolean): void {
    if (!isAway) this.#atHand.set(text, request);
    else {
      this.#atHand.delete(text);
      if (this.#away.of(text)[0] !== request.id) this.#away.add(text, request.id);
    }
  }

  /** The text leads nowhere any more. */
  delete(text: string, fetch: (id: number) => Request | undefined): void {
    this.#atHand.delete(text);
    for (const { id } of this.#ofAway(text, fetch)) this.#away.remove(text, id);
  }

  /** Keeps only the ids of these requests. */
  putAway(requests: ReadonlySet<Request>): void {
    for (const [text, request] of this.#atHand) {
      if (!requests.has(request)) continue;
      this.#atHand.delete(text);
      this.#away.add(text, request.id);
    }
  }

  /** What was put away is found by a hash: whether it is meant, the request itself tells. */
  #ofAway(text: string, fetch: (id: number) => Request | undefined): readonly Request[] {
    const ids = this.#away.of(text);
    if (ids.length === 0) return NONE;
    return ids.flatMap((id) => fetch(id) ?? []).filter((request) => this.#isMeant(request, text));
  }

  /** Of several classic records only one is kept: another one may have led here. */
  #isMeant({ front, back, classic }: Request, text: string): boolean {
    return (
      classic !== null ||
      (front !== null && this.#textOf(front) === text) ||
      (back !== null && this.#textOf(back) === text)
    );
  }
}

/** The requests of ten minutes, by what may lead to them. */
export interface Bucket {
  byRequestId: Index;
  /** Those of them that are without their front-end record: few, and all that a front-end record has to look through. */
  withoutFront: Index;
  /** By context and counter: back-end records that are still without their front-end record. */
  backWithoutFront: Index;
  /** By context and counter: front-end records; made when a back-end record has to be looked up this way. */
  frontByContext: Index | null;
  /** Requests that are in memory as a whole. */
  size: number;
  /** When it was last used, by the join's own clock. */
  used: number;
}

/** What the two sides of a request have in common besides its number. */
export const keyOf = (part: AnyPart): string | null =>
  part.context === null || part.sequence === null ? null : `${part.context}:${part.sequence}`;

export const emptyBucket = (used: number): Bucket => ({
  byRequestId: new Index(({ requestId }) => requestId),
  withoutFront: new Index(({ requestId }) => requestId),
  backWithoutFront: new Index(keyOf),
  frontByContext: null,
  size: 0,
  used,
});

/** Whether a front-end record goes before another one of the same context and counter: which was read first must not matter. */
export const goesBefore = (front: FrontPart, known: FrontPart | null): boolean =>
  known === null ||
  front.atMs < known.atMs ||
  (front.atMs === known.atMs && (front.requestId ?? '') < (known.requestId ?? ''));

/**
 * Leaves requests to the database, the first ones first, and keeps the ids by which they are found again.
 * @param most so many at most
 * @returns how many; fewer when there are no more
 */
export function putAway(buckets: readonly Bucket[], most: number): number {
  const left = new Set<Request>();
  for (const bucket of buckets) {
    const before = left.size;
    for (const index of indexesOf(bucket))
      for (const request of index.atHand) {
        if (left.size >= most) break;
        left.add(request);
      }
    bucket.size -= left.size - before;
  }
  // A request may be in several indexes, and in two buckets.
  for (const bucket of buckets) for (const index of indexesOf(bucket)) index.putAway(left);
  return left.size;
}

function indexesOf({ byRequestId, withoutFront, backWithoutFront, frontByContext }: Bucket): Index[] {
  const indexes = [byRequestId, withoutFront, backWithoutFront];
  if (frontByContext !== null) indexes.push(frontByContext);
  return indexes;
}
