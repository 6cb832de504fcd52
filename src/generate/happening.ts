import type { Chronicle, Entry } from './chronicle.ts';
import type { MapiContext, Outcome } from './request.ts';
import { firstIndex } from './sorted.ts';

/** A request as somebody sees it: as it was, or as its records show it. Epoch milliseconds. */
export interface Happening {
  entry: Entry;
  start: number;
  end: number;
  outcome: Outcome;
  /** A 401 after which only a back-end record shows that the client got through. */
  doubtful?: boolean;
}

/** What happened in one context, by the end of the requests. */
export interface ContextStory {
  context: MapiContext;
  /** On the true clock, all requests. */
  truth: Happening[];
  /** On the clocks of the records, requests with a record that names them. */
  seen: Happening[];
}

const CHALLENGE_WINDOW = 30 * 60_000;

export const byEnd = (a: Happening, b: Happening): number => a.end - b.end || a.start - b.start;

/** A 401: a challenge or the end of a logon, which the record itself does not tell. */
export const isUnauthorised = ({ outcome, fault }: Entry): boolean =>
  outcome === 'challenge' || (outcome === 'failed' && fault?.httpStatus === 401);

/** Exchange 2013 logs the address book apart, in rows that mostly name no context. */
export const inAddressBookLog = ({ context }: Entry, classic: boolean): boolean =>
  classic && context.endpoint === 'nspi';

/** What the transport writes there names its request; what the address book itself does not. */
const namesRequest = ({ backEndRecord, breakWritten, fault }: Entry): boolean =>
  backEndRecord !== undefined && (breakWritten || fault?.layer === 'mapihttp');

/** The failure is only in the address-book log, in a row that names no request; the front end's record looks like a success. */
export const isHidden = (entry: Entry, classic: boolean): boolean =>
  inAddressBookLog(entry, classic) &&
  entry.outcome === 'failed' &&
  entry.fault?.layer !== 'http' &&
  entry.fault?.layer !== 'proxy' &&
  !namesRequest(entry);

/** All contexts of real users, by when their first request ended. */
export function storiesOf({ entries }: Chronicle, classic: boolean): ContextStory[] {
  const stories = new Map<MapiContext, ContextStory>();
  const clients = new Map<string, Happening[]>();
  for (const entry of entries) {
    const { context, startedAt: start, endedAt: end, outcome } = entry;
    let story = stories.get(context);
    if (story === undefined) {
      story = { context, truth: [], seen: [] };
      stories.set(context, story);
    }
    story.truth.push({ entry, start, end, outcome });
    const times = recordedTimes(entry, classic);
    if (times === undefined) continue;
    const happening = { entry, ...times, outcome: shownOutcome(entry, classic) };
    story.seen.push(happening);
    const client = clients.get(context.client.instance);
    if (client === undefined) clients.set(context.client.instance, [happening]);
    else client.push(happening);
  }
  for (const client of clients.values()) tellChallenges(client);
  for (const { truth, seen } of stories.values()) {
    truth.sort(byEnd);
    seen.sort(byEnd);
  }
  return [...stories.values()];
}

/** As the front end's record has them, else the back end's; undefined when no record names the request. */
function recordedTimes(entry: Entry, classic: boolean): { start: number; end: number } | undefined {
  if (entry.frontEndWritten) {
    const { clockSkewMs } = entry.frontEnd;
    return { start: entry.startedAt + clockSkewMs, end: entry.endedAt + clockSkewMs };
  }
  const record = entry.backEndRecord;
  if (record === undefined || (inAddressBookLog(entry, classic) && !namesRequest(entry))) return undefined;
  const noDuration = classic && !inAddressBookLog(entry, classic);
  return { start: record.at - (noDuration ? 0 : record.took), end: record.at };
}

/** What the records of a request say; 401s are told apart later. */
function shownOutcome(entry: Entry, classic: boolean): Outcome {
  const { outcome, frontEndWritten, breakWritten, fault } = entry;
  // A back end that had given its answer knows nothing of a connection that broke afterwards.
  if (outcome === 'client_gone' && !frontEndWritten && !breakWritten) {
    return fault === undefined ? 'ok' : 'failed';
  }
  return isHidden(entry, classic) ? 'ok' : outcome;
}

/** Decides of each 401 of one client whether the records show that it got through afterwards. */
function tellChallenges(client: readonly Happening[]): void {
  const through = client.filter(({ entry }) => !isUnauthorised(entry)).sort((a, b) => a.start - b.start);
  for (const happening of client) {
    if (!isUnauthorised(happening.entry)) continue;
    const { end: at } = happening;
    const from = firstIndex(through, ({ start }) => start >= at);
    const to = firstIndex(through, ({ start }) => start > at + CHALLENGE_WINDOW);
    const timely = through.slice(from, to).filter(({ end }) => end <= at + CHALLENGE_WINDOW);
    happening.outcome = timely.length > 0 ? 'challenge' : 'failed';
    happening.doubtful = timely.length > 0 && !timely.some(({ entry }) => entry.frontEndWritten);
  }
}

/** The first start that the records of a context show. */
export const firstStart = ({ seen }: ContextStory): number =>
  seen.reduce((least, { start }) => Math.min(least, start), Number.POSITIVE_INFINITY);
