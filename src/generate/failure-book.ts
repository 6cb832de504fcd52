import { type ContextStory, type Happening, inAddressBookLog, isHidden } from './happening.ts';
import { doubtOf, faceValue, partyOf, userKey } from './party.ts';
import { firstIndex } from './sorted.ts';
import type { Evidence, FailureEvidence } from './truth.ts';

const RECOVERY_WINDOW = 30 * 60_000;

/** Ends of visible successes, by client instance and by user, mailbox and endpoint. */
type Successes = Map<string, number[]>;

/** Every visible failure, and the 401s that turn out to be none or to be one. */
export function failuresOf(
  stories: readonly ContextStory[],
  dataEndMs: number,
  whyNot: (story: ContextStory) => string | undefined,
  classic: boolean,
): Pick<Evidence, 'failures' | 'unansweredChallenges' | 'likeChallenges'> {
  const successes = successesOf(stories);
  const failures: FailureEvidence[] = [];
  const unansweredChallenges: FailureEvidence[] = [];
  const likeChallenges: Evidence['likeChallenges'] = [];
  for (const story of stories) {
    const reason = whyNot(story);
    for (const happening of story.seen) {
      const { entry, end, outcome } = happening;
      const meant = entry.outcome;
      if (meant === 'failed' && outcome === 'challenge' && happening.doubtful !== true) {
        const { requestId, context } = entry;
        likeChallenges.push({
          requestId,
          context: context.id,
          clientInstance: context.client.instance,
          atMs: end,
        });
      } else if (outcome === 'failed' || happening.doubtful === true || isHidden(entry, classic)) {
        const list = meant === 'challenge' ? unansweredChallenges : failures;
        const after = recoveredAfter(happening, successes);
        list.push({
          ...describe(happening, classic),
          resolution: resolutionOf(after, end, dataEndMs),
          recoveredAfterMs: after,
          ...faceValue(reason ?? doubtOf([happening])),
        });
      }
    }
  }
  const byTime = (a: { atMs: number }, b: { atMs: number }): number => a.atMs - b.atMs;
  return {
    failures: failures.sort(byTime),
    unansweredChallenges: unansweredChallenges.sort(byTime),
    likeChallenges: likeChallenges.sort(byTime),
  };
}

function describe(
  { entry, end }: Happening,
  classic: boolean,
): Omit<FailureEvidence, 'resolution' | 'recoveredAfterMs' | 'faceValue' | 'why'> {
  const { requestId, context, type, fault } = entry;
  return {
    ...partyOf(context),
    requestId,
    atMs: end,
    context: context.id,
    requestType: type,
    layer: fault?.layer ?? 'http',
    // The address-book log of Exchange 2013 has a word for what the transport refused.
    code:
      inAddressBookLog(entry, classic) && fault?.layer === 'mapihttp' ? 'NoContext' : (fault?.code ?? '401'),
    class: fault?.class ?? 'authentication',
  };
}

function successesOf(stories: readonly ContextStory[]): Successes {
  const successes: Successes = new Map();
  const add = (key: string, end: number): void => {
    const ends = successes.get(key);
    if (ends === undefined) successes.set(key, [end]);
    else ends.push(end);
  };
  for (const { context, seen } of stories) {
    for (const { outcome, end, entry } of seen) {
      if (outcome !== 'ok') continue;
      add(context.client.instance, end);
      add(userKey(entry.context), end);
    }
  }
  for (const ends of successes.values()) ends.sort((a, b) => a - b);
  return successes;
}

function recoveredAfter({ entry: { context }, end }: Happening, successes: Successes): number | null {
  let next = Number.POSITIVE_INFINITY;
  for (const key of [context.client.instance, userKey(context)]) {
    const ends = successes.get(key) ?? [];
    next = Math.min(next, ends[firstIndex(ends, (success) => success > end)] ?? next);
  }
  return Number.isFinite(next) ? next - end : null;
}

function resolutionOf(after: number | null, end: number, dataEndMs: number): FailureEvidence['resolution'] {
  if (after !== null) return after <= RECOVERY_WINDOW ? 'recovered' : 'recovered_later';
  return dataEndMs - end < RECOVERY_WINDOW ? 'pending' : 'unresolved';
}
