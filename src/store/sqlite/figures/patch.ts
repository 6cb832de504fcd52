import { SLOT_MS, slotOf } from './dirty.ts';
import { emptyFacts, type Facts, PARTS } from './facts.ts';

/** A part of facts: the places from one to before another. */
interface Piece {
  of: Facts;
  from: number;
  to: number;
}

/**
 * The facts of ten minutes of which some slots have changed: outside of these slots those of the block, inside of them
 * `fresh`. Both have who spent the time.
 * @param block null where there is none: then it has no requests outside of these slots
 * @param changed numbers of the slots, ascending @param fresh facts of the requests in these slots, and of no others
 */
export function patched(
  bucket: number,
  block: Facts | null,
  changed: readonly number[],
  fresh: Facts,
): ReturnType<typeof emptyFacts> {
  const pieces = block === null ? [{ of: fresh, from: 0, to: fresh.rows }] : woven(block, changed, fresh);
  const rows = pieces.reduce((sum, { from, to }) => sum + to - from, 0);
  const whole = emptyFacts(bucket, fresh.noise, rows);
  let at = 0;
  for (const piece of pieces) {
    copy(piece, whole, at);
    at += piece.to - piece.from;
  }
  return whole;
}

/** The pieces in the order of time. Both are ordered by the ends of their requests. */
function woven(block: Facts, changed: readonly number[], fresh: Facts): Piece[] {
  const pieces: Piece[] = [];
  const first = slotOf(block.startMs);
  let [ofBlock, ofFresh] = [0, 0];
  for (const slot of changed) {
    const startMs = (slot - first) * SLOT_MS;
    const from = placeOf(block.ended, startMs, ofBlock);
    if (from > ofBlock) pieces.push({ of: block, from: ofBlock, to: from });
    ofBlock = placeOf(block.ended, startMs + SLOT_MS, from);
    const to = placeOf(fresh.ended, startMs + SLOT_MS, ofFresh);
    if (to > ofFresh) pieces.push({ of: fresh, from: ofFresh, to });
    ofFresh = to;
  }
  if (ofBlock < block.rows) pieces.push({ of: block, from: ofBlock, to: block.rows });
  return pieces;
}

/** The first place from `low` on whose end is not before a time. */
function placeOf(ended: Uint32Array, ms: number, low: number): number {
  let from = low;
  let to = ended.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((ended[middle] as number) < ms) from = middle + 1;
    else to = middle;
  }
  return from;
}

function copy({ of, from, to }: Piece, whole: ReturnType<typeof emptyFacts>, at: number): void {
  for (const column of ['duration', 'series', 'failure', 'ended', 'recovery', 'state'] as const)
    whole[column].set(of[column].subarray(from, to), at);
  if (of.spent === null) throw new Error('facts without who spent the time');
  for (let part = 0; part < PARTS.length; part++)
    whole.spent.set(of.spent.subarray(part * of.rows + from, part * of.rows + to), part * whole.rows + at);
}
