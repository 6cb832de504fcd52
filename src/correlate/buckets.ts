import type { AnyPart, FrontPart } from './parts.ts';
import type { Request } from './request.ts';

/** A request in memory, or only its id: the rest is in the database. */
export type Place = Request | number;

/** The requests of ten minutes, by what may lead to them. */
export interface Bucket {
  byRequestId: Map<string, Place>;
  /** Those of them that are without their front-end record: few, and all that a front-end record has to look through. */
  withoutFront: Map<string, Place>;
  /** By context and counter: back-end records that are still without their front-end record. */
  backWithoutFront: Map<string, Place>;
  /** By context and counter: front-end records; made when a back-end record has to be looked up this way. */
  frontByContext: Map<string, Place> | null;
  /** Requests that are in memory as a whole. */
  size: number;
  /** When it was last used, by the join's own clock. */
  used: number;
}

export const emptyBucket = (used: number): Bucket => ({
  byRequestId: new Map(),
  withoutFront: new Map(),
  backWithoutFront: new Map(),
  frontByContext: null,
  size: 0,
  used,
});

/** What the two sides of a request have in common besides its number. */
export const keyOf = (part: AnyPart): string | null =>
  part.context === null || part.sequence === null ? null : `${part.context}:${part.sequence}`;

/**
 * Notes which request a context and counter lead to; of several the first: which was read first must not matter.
 * @param known the front-end record that it leads to now
 */
export function addFront(
  index: Map<string, Place>,
  key: string,
  place: Place,
  front: FrontPart,
  known: FrontPart | null,
): void {
  const before =
    known === null ||
    front.atMs < known.atMs ||
    (front.atMs === known.atMs && (front.requestId ?? '') < (known.requestId ?? ''));
  if (before) index.set(key, place);
}

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
      for (const place of index.values()) {
        if (left.size >= most) break;
        if (typeof place !== 'number') left.add(place);
      }
    bucket.size -= left.size - before;
  }
  // A request may be in several indexes, and in two buckets.
  for (const bucket of buckets)
    for (const index of indexesOf(bucket))
      for (const [key, place] of index)
        if (typeof place !== 'number' && left.has(place)) index.set(key, place.id);
  return left.size;
}

function indexesOf({
  byRequestId,
  withoutFront,
  backWithoutFront,
  frontByContext,
}: Bucket): Map<string, Place>[] {
  const indexes = [byRequestId, withoutFront, backWithoutFront];
  if (frontByContext !== null) indexes.push(frontByContext);
  return indexes;
}
