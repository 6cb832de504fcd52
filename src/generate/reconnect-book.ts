import type { Episode } from './episode.ts';
import type { ContextStory, Happening } from './happening.ts';
import { isGood, lossOf, type Opening, openingOf, type Resume, resumesOf } from './measures.ts';
import { doubtOf, faceValue, instanceKey, partyOf, userKey } from './party.ts';
import type { MapiContext } from './request.ts';
import { showsCause } from './trouble.ts';
import type { ReconnectEvidence } from './truth.ts';

const CLOCKS = 'the clocks of the servers are further apart than what happened';
const UNSEEN_LOSS = 'the request by which the context was lost left no record that says so';

/** A successful Disconnect or Unbind was written. */
export const saidGoodbye = ({ seen }: ContextStory): boolean =>
  seen.some((one) => isGood(one) && (one.entry.type === 'Disconnect' || one.entry.type === 'Unbind'));

/** A context that takes the place of another by the records, which may not be how it was. */
interface Succession {
  story: ContextStory;
  previous: ContextStory;
  kind: 'reconnect' | 'restart';
}

/** All episodes that the records show. */
export class ReconnectBook {
  readonly reconnects: ReconnectEvidence[] = [];
  /** By the previous context: the episode that replaced it, and why the records do not show that it did. */
  readonly replaced = new Map<MapiContext, { item: ReconnectEvidence; why: string | undefined }>();
  /** Episodes that no record shows. */
  unseen = 0;
  readonly #beginnings: Map<MapiContext, Episode>;
  readonly #whyNot: (story: ContextStory) => string | undefined;
  readonly #classic: boolean;

  /** @param stories by the first start that their records show */
  constructor(
    stories: readonly ContextStory[],
    beginnings: Map<MapiContext, Episode>,
    whyNot: (story: ContextStory) => string | undefined,
    classic: boolean,
  ) {
    this.#beginnings = beginnings;
    this.#whyNot = whyNot;
    this.#classic = classic;
    const byContext = new Map(stories.map((story) => [story.context, story]));
    const found = new Set<MapiContext>();
    for (const succession of successions(stories)) {
      this.#began(succession, byContext);
      found.add(succession.story.context);
    }
    for (const context of beginnings.keys()) if (!found.has(context)) this.unseen += 1;
    for (const story of stories) this.#resumed(story);
    this.reconnects.sort((a, b) => a.firstAttemptMs - b.firstAttemptMs);
  }

  #began({ story, previous, kind }: Succession, byContext: Map<MapiContext, ContextStory>): void {
    const beginning = this.#beginnings.get(story.context);
    const truly = beginning === undefined ? undefined : byContext.get(beginning.previous.context);
    const opening = openingOf(story.seen);
    if (opening === undefined) return;
    const { first, connected, usable, attempts, authLegs } = opening;
    const loss = lossOf(previous.seen);
    const cause = beginning?.cause ?? 'unknown';
    let why = this.#whyNot(story) ?? this.#whyNot(previous);
    if (beginning === undefined) why ??= 'no context was lost here, but the records look like it';
    else if (truly !== previous || beginning.kind !== kind)
      why ??= 'another context looks like the previous one';
    else if (kind === 'reconnect' && !showsCause(cause, previous, story)) {
      why ??= 'the records do not show the cause, or show another one first';
    }
    const requests = [...between(previous.seen, loss.lastGood), ...between(story.seen, undefined, usable)];
    const whyNoTimes =
      openingDiffers(story, opening) ?? lossDiffers(previous, story, opening) ?? this.#untold(requests);
    const item: ReconnectEvidence = {
      ...partyOf(story.context),
      kind: beginning?.kind ?? kind,
      cause,
      previousContext: (truly ?? previous).context.id,
      context: story.context.id,
      lastGoodMs: loss.lastGood?.end ?? null,
      lostMs: Math.min(loss.sign?.end ?? first.start, first.start),
      firstAttemptMs: first.start,
      connectedMs: connected?.end ?? null,
      usableMs: usable?.end ?? null,
      attempts,
      authLegs,
      frontEnd: (connected ?? first).entry.frontEnd.name,
      backEnd: connected?.entry.target.name ?? null,
      ...faceValue(why ?? whyNoTimes),
    };
    this.reconnects.push(item);
    this.replaced.set((truly ?? previous).context, { item, why });
  }

  #resumed(story: ContextStory): void {
    const truths = new Set(resumesOf(story.truth));
    for (const resume of resumesOf(story.seen)) {
      const truth = [...truths].find(
        (one) => one.usable.entry === resume.usable.entry || one.broke.entry === resume.broke.entry,
      );
      if (truth !== undefined) truths.delete(truth);
      const { lastGood, sign, first, usable, authLegs } = resume;
      const why =
        this.#whyNot(story) ??
        resumeDiffers(resume, truth) ??
        this.#untold(between(story.seen, lastGood, usable));
      this.reconnects.push({
        ...partyOf(story.context),
        kind: 'resume',
        cause: 'network',
        previousContext: null,
        context: story.context.id,
        lastGoodMs: lastGood?.end ?? null,
        lostMs: Math.min(sign?.end ?? first.start, first.start),
        firstAttemptMs: first.start,
        connectedMs: null,
        usableMs: usable.end,
        attempts: 0,
        authLegs,
        frontEnd: usable.entry.frontEnd.name,
        backEnd: usable.entry.target.name,
        ...faceValue(why),
      });
    }
    this.unseen += truths.size;
  }

  /** Why the records do not tell everything of these requests. */
  #untold(requests: readonly Happening[]): string | undefined {
    const doubt = doubtOf(requests);
    if (doubt !== undefined) return doubt;
    return this.#classic && requests.some(({ entry }) => !entry.frontEndWritten)
      ? 'records of the back end of Exchange 2013 do not tell the type of a request'
      : undefined;
  }
}

/** From one request of a context to another, both included; without them from its beginning or to its end. */
const between = (
  requests: readonly Happening[],
  from: Happening | undefined,
  to?: Happening | undefined,
): Happening[] =>
  requests.slice(
    from === undefined ? 0 : requests.indexOf(from),
    to === undefined ? requests.length : requests.indexOf(to) + 1,
  );

/** By the order in which the records show contexts: what looks like a reconnect or a restart. */
function* successions(stories: readonly ContextStory[]): Iterable<Succession> {
  const ofInstance = new Map<string, ContextStory>();
  const ofUser = new Map<string, ContextStory>();
  for (const story of stories) {
    const own = ofInstance.get(instanceKey(story.context));
    const any = ofUser.get(userKey(story.context));
    ofInstance.set(instanceKey(story.context), story);
    ofUser.set(userKey(story.context), story);
    if (own !== undefined && !saidGoodbye(own)) yield { story, previous: own, kind: 'reconnect' };
    else if (own === undefined && any !== undefined) yield { story, previous: any, kind: 'restart' };
  }
}

/** Why the records do not show when the new context came into use. */
function openingDiffers(story: ContextStory, seen: Opening): string | undefined {
  const truth = openingOf(story.truth);
  const same =
    truth?.connected?.entry === seen.connected?.entry && truth?.usable?.entry === seen.usable?.entry;
  return same ? undefined : 'another request looks like the one that connected or made it usable';
}

/** Why the records do not show when the previous context was lost. */
function lossDiffers(previous: ContextStory, story: ContextStory, opening: Opening): string | undefined {
  const seen = lossOf(previous.seen);
  if (seen.lastGood !== undefined && seen.lastGood.end > opening.first.start) return CLOCKS;
  const { sign } = lossOf(previous.truth);
  const began = openingOf(story.truth)?.first.start;
  const lost = sign !== undefined && began !== undefined && sign.end <= began;
  return lost && seen.sign === undefined ? UNSEEN_LOSS : undefined;
}

function resumeDiffers(seen: Resume, truth: Resume | undefined): string | undefined {
  if (truth === undefined) return CLOCKS;
  if (seen.ambiguous) return 'several signs of loss came before the connection broke';
  return seen.broke.entry === truth.broke.entry ? undefined : UNSEEN_LOSS;
}
