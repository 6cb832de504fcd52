import { CONTEXT_LIFE } from './back-end.ts';
import { type ContextStory, firstStart, type Happening } from './happening.ts';
import { isGood, lossOf, openingOf } from './measures.ts';
import type { Fault } from './request.ts';
import type { Cause } from './truth.ts';

/** The cause that a failed request itself tells; most failures only say that a context is gone. */
export function troubleOf(fault: Fault | undefined): Cause | undefined {
  switch (fault?.class) {
    case 'authentication':
    case 'throttling':
      return fault.class;
    case 'permission':
    case 'policy':
      return 'refused';
    default:
      return undefined;
  }
}

/** Whether the records show this cause, and nothing that weighs more. */
export function showsCause(cause: Cause, previous: ContextStory, story: ContextStory): boolean {
  const held = previous.seen.findLast(isGood);
  const next = openingOf(story.seen)?.connected;
  if (cause === 'failover' || cause === 'recycle') {
    const moved = held?.entry.target !== next?.entry.target;
    return held !== undefined && next !== undefined && moved === (cause === 'failover');
  }
  if (silence(previous, story) > CONTEXT_LIFE !== (cause === 'idle_expiry')) return false;
  return cause === 'idle_expiry' || (firstTrouble(previous, story) ?? 'unknown') === cause;
}

/** Milliseconds from the last sign of life of a context to the first request that was turned away, or to the next context. */
function silence({ seen }: ContextStory, story: ContextStory): number {
  const alive = seen.findLast(({ outcome }) => isAlive(outcome));
  if (alive === undefined) return 0;
  const turnedAway = seen.filter((one) => one.start >= alive.end && !isAlive(one.outcome));
  const next = turnedAway.reduce((least, { start }) => Math.min(least, start), firstStart(story));
  return next - alive.end;
}

const isAlive = (outcome: Happening['outcome']): boolean => outcome === 'ok' || outcome === 'client_gone';

/** What the requests themselves tell of the cause: after the last success of the old context, then in the new one. */
function firstTrouble(previous: ContextStory, story: ContextStory): Cause | undefined {
  const { lastGood } = lossOf(previous.seen);
  const connected = openingOf(story.seen)?.connected;
  const after =
    lastGood === undefined ? previous.seen : previous.seen.slice(previous.seen.indexOf(lastGood) + 1);
  const before = connected === undefined ? story.seen : story.seen.slice(0, story.seen.indexOf(connected));
  for (const one of [...after, ...before]) {
    const trouble =
      one.outcome === 'client_gone'
        ? 'network'
        : one.outcome === 'failed'
          ? troubleOf(one.entry.fault)
          : undefined;
    if (trouble !== undefined) return trouble;
  }
  return undefined;
}
