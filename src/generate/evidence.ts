import { CONTEXT_LIFE } from './back-end.ts';
import { failuresOf } from './failure-book.ts';
import { type ContextStory, firstStart, inAddressBookLog, isHidden, storiesOf } from './happening.ts';
import type { Ledger } from './ledger.ts';
import { isGood, openingOf } from './measures.ts';
import { doubtOf, faceValue, partyOf } from './party.ts';
import { ReconnectBook, saidGoodbye } from './reconnect-book.ts';
import type { Cause, ContextEvidence, Evidence, ReconnectEvidence, SeenEndReason } from './truth.ts';

/** What the records can at best show. `classic`: they are those of Exchange 2013. */
export function evidenceOf(ledger: Ledger, classic: boolean): Evidence {
  const { chronicle } = ledger;
  const all = storiesOf(chronicle, classic);
  const stories = all
    .filter(({ seen }) => seen.length > 0)
    .map((story) => ({ story, start: firstStart(story) }))
    .sort((a, b) => a.start - b.start)
    .map(({ story }) => story);
  const reasons = new Map(stories.map((story) => [story, classic ? whyNotClassic(story) : undefined]));
  const whyNot = (story: ContextStory): string | undefined => reasons.get(story);
  const book = new ReconnectBook(stories, new Map(ledger.beginnings()), whyNot, classic);
  const failures = failuresOf(stories, chronicle.latestMs, whyNot, classic);
  const seen = new Set(stories.flatMap((story) => story.seen.map(({ entry }) => entry)));
  return {
    dataEndMs: chronicle.latestMs,
    contexts: stories.map((story) =>
      contextOf(story, book.replaced.get(story.context), chronicle.latestMs, whyNot(story)),
    ),
    ...failures,
    reconnects: book.reconnects,
    unseen: {
      contexts: all.length - stories.length,
      failures: chronicle.entries.filter((entry) => entry.outcome === 'failed' && !seen.has(entry)).length,
      reconnects: book.unseen,
    },
  };
}

/** What the logs of Exchange 2013 cannot show of a context. */
function whyNotClassic({ truth, seen }: ContextStory): string | undefined {
  if (truth.some(({ entry }) => isHidden(entry, true)))
    return 'Exchange 2013 logs address-book failures apart';
  const shown = new Set(seen.map(({ entry }) => entry));
  if (
    truth.some(({ entry }) => inAddressBookLog(entry, true) && !entry.frontEndWritten && !shown.has(entry))
  ) {
    return 'Exchange 2013 logs the address book apart, in rows that name no context';
  }
  const named = seen.some(({ entry }) => entry.frontEndWritten);
  return named ? undefined : 'no front-end record names the client instance';
}

function contextOf(
  story: ContextStory,
  replaced: { item: ReconnectEvidence; why: string | undefined } | undefined,
  dataEndMs: number,
  whyNot: string | undefined,
): ContextEvidence {
  const { context, seen } = story;
  const requests = seen.filter(({ outcome }) => outcome !== 'challenge');
  const endedAtMs = seen.at(-1)?.end ?? 0;
  const goodbye = saidGoodbye(story);
  return {
    ...partyOf(context),
    context: context.id,
    frontEnds: [...new Set(seen.map(({ entry }) => entry.frontEnd.name))].sort(),
    backEnd: seen.findLast(isGood)?.entry.target.name ?? null,
    startedAtMs: firstStart(story),
    establishedAtMs: openingOf(seen)?.connected?.end ?? null,
    endedAtMs,
    requests: requests.length,
    failures: requests.filter(({ outcome }) => outcome === 'failed').length,
    missingRequests: missingRequests(story, dataEndMs - endedAtMs),
    endReason: goodbye ? 'disconnect' : endReason(replaced?.item, dataEndMs - endedAtMs),
    ...faceValue(whyNot ?? doubtOf(seen) ?? (goodbye ? undefined : replaced?.why)),
  };
}

/** A long poll ends within 5 minutes, and its record comes then. */
const LONGEST_REQUEST = 6 * 60_000;

/** @param silentMs from its last record to the end of the data */
function missingRequests({ truth, seen }: ContextStory, silentMs: number): number | null {
  const visible = new Set(seen.map(({ entry }) => entry.counter));
  const [first, last] = [Math.min(...visible), Math.max(...visible)];
  const missing = new Set(
    truth
      .map(({ entry }) => entry.counter)
      .filter((counter) => counter > first && counter < last && !visible.has(counter)),
  );
  if (silentMs > LONGEST_REQUEST) return missing.size;
  const endedAt = seen.at(-1)?.end ?? 0;
  const settled = seen.filter(({ end }) => end <= endedAt - LONGEST_REQUEST);
  const known = Math.max(...settled.map(({ entry }) => entry.counter));
  return [...missing].every((counter) => counter < known) ? missing.size : null;
}

const replacedBy: Partial<Record<Cause, SeenEndReason>> = {
  failover: 'failover',
  recycle: 'recycle',
  idle_expiry: 'expired',
  network: 'network',
};

function endReason(replaced: ReconnectEvidence | undefined, silentMs: number): SeenEndReason {
  if (replaced === undefined) return silentMs > CONTEXT_LIFE ? 'expired' : 'open';
  return replaced.kind === 'restart' ? 'superseded' : (replacedBy[replaced.cause] ?? 'superseded');
}
