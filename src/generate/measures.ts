import { byEnd, type Happening } from './happening.ts';

/** How a context was lost. */
export interface Loss {
  lastGood: Happening | undefined;
  /** The first failed or broken request after it. */
  sign: Happening | undefined;
}

/** How a new context came into use. */
export interface Opening {
  first: Happening;
  connected: Happening | undefined;
  usable: Happening | undefined;
  attempts: number;
  authLegs: number;
}

/** A context that went on after a break. */
export interface Resume extends Loss {
  /** The request that broke off, or the first one from another address. */
  broke: Happening;
  first: Happening;
  usable: Happening;
  authLegs: number;
  /** Several signs of loss came before it, so that "after the break" can be read in two ways. */
  ambiguous: boolean;
}

const isOpening = ({ entry: { type } }: Happening): boolean => type === 'Connect' || type === 'Bind';
export const isGood = ({ outcome }: Happening): boolean => outcome === 'ok';
const isBad = ({ outcome }: Happening): boolean => outcome === 'failed' || outcome === 'client_gone';
const makesUsable = ({ entry: { type, context } }: Happening): boolean =>
  context.endpoint === 'nspi' ? type !== 'Bind' : type === 'Execute';
const earliest = (happenings: readonly Happening[]): Happening | undefined =>
  happenings.reduce<Happening | undefined>(
    (best, one) => (best === undefined || one.start < best.start ? one : best),
    undefined,
  );

/** The last success of a context and what came after it. Happenings are in the order of their end, here and below. */
export function lossOf(happenings: readonly Happening[]): Loss {
  const lastGood = happenings.findLast(isGood);
  const from = lastGood === undefined ? 0 : happenings.indexOf(lastGood) + 1;
  return { lastGood, sign: happenings.slice(from).find(isBad) };
}

/** The way of a context from its first attempt to its first use; undefined when nothing is known of it. */
export function openingOf(happenings: readonly Happening[]): Opening | undefined {
  const openings = happenings.filter(isOpening);
  const first = earliest(openings) ?? earliest(happenings);
  if (first === undefined) return undefined;
  const usable = happenings.find((one) => isGood(one) && makesUsable(one));
  return {
    first,
    connected: openings.find(isGood),
    usable,
    attempts: openings.filter(({ outcome }) => outcome !== 'challenge').length,
    authLegs: happenings.filter(
      (one) => one.outcome === 'challenge' && (usable === undefined || byEnd(one, usable) <= 0),
    ).length,
  };
}

/** The breaks of a context after which it went on: a request broke off, or the client came from another address. */
export function resumesOf(happenings: readonly Happening[]): Resume[] {
  const resumes: Resume[] = [];
  let established = false;
  let address = happenings[0]?.entry.address;
  let loss: Loss = { lastGood: undefined, sign: undefined };
  let open: Break | undefined;
  for (const one of happenings) {
    if (one.entry.address !== address) {
      if (established) open ??= { ...loss, broke: one, since: Math.max(one.start, loss.sign?.end ?? 0) };
      address = one.entry.address;
    }
    if (isGood(one)) {
      established ||= isOpening(one);
      if (open !== undefined && one.start >= open.since) {
        resumes.push(resumed(open, one, happenings));
        open = undefined;
      }
      loss = { lastGood: one, sign: undefined };
    } else if (isBad(one)) {
      loss.sign ??= one;
      if (one.outcome === 'client_gone' && established) open ??= { ...loss, broke: one, since: one.end };
    }
  }
  return resumes;
}

interface Break extends Loss {
  broke: Happening;
  /** Requests that were under way when the connection broke say nothing about what came after. */
  since: number;
}

function resumed(open: Break, usable: Happening, happenings: readonly Happening[]): Resume {
  const { broke, sign, since } = open;
  const moved = broke.outcome !== 'client_gone';
  const after = happenings.filter(
    ({ start, entry }) => start >= since && (!moved || entry.address === broke.entry.address),
  );
  const first = earliest(after) ?? usable;
  const sinceSign = earliest(happenings.filter(({ start }) => start >= (sign?.end ?? since)));
  return {
    ...open,
    first,
    usable,
    authLegs: after.filter((one) => one.outcome === 'challenge' && byEnd(one, usable) <= 0).length,
    ambiguous: sign !== undefined && sinceSign !== first,
  };
}
