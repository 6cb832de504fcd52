import type { Endpoint, Names } from '../parts.ts';

/** Whose session it is, to what, and from which client: what the names of all its records say together. */
export interface Who {
  user: string | null;
  mailbox: string | null;
  endpoint: Endpoint | null;
  software: string | null;
  version: string | null;
  mode: string | null;
  database: string | null;
  /** In the order of the alphabet. */
  frontEnds: string[];
  noise: string | null;
}

export const nobody = (): Who => ({
  user: null,
  mailbox: null,
  endpoint: null,
  software: null,
  version: null,
  mode: null,
  database: null,
  frontEnds: [],
  noise: null,
});

/** `DOMAIN\sam` before a UPN or mail address before a legacy DN. */
const userRank = (user: string): number => (user.includes('\\') ? 0 : user.includes('@') ? 1 : 2);

/** The lesser of two, so that the order in which records are read does not matter. */
export function least<T extends string>(a: T | null, b: T | null): T | null {
  if (a === null || b === null) return a ?? b;
  return b < a ? b : a;
}

function leastUser(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return userRank(a) === userRank(b) ? least(a, b) : userRank(a) < userRank(b) ? a : b;
}

/** Adds what a record says. */
export function learn(who: Who, names: Names): void {
  who.user = leastUser(who.user, names.user);
  who.mailbox = least(who.mailbox, names.mailbox);
  who.software = least(who.software, names.software);
  who.version = least(who.version, names.version);
  who.mode = least(who.mode, names.mode);
  who.database = least(who.database, names.database);
  // One context belongs to one client: a probe's is noise, whatever its anonymous requests look like.
  who.noise = least(who.noise, names.noise);
  if (names.frontEnd !== null && !who.frontEnds.includes(names.frontEnd)) {
    who.frontEnds.push(names.frontEnd);
    who.frontEnds.sort();
  }
}
