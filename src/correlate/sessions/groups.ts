import { userKey } from '../../formats/values/user-key.ts';
import type { People } from './people.ts';
import type { Session, StoredSession } from './session.ts';

/** Gives back sessions that were stored earlier. */
export interface StoredSessions {
  ofInstance(instance: string): StoredSession[];
  /** @param users spellings in lower case */
  ofUsers(users: readonly string[], mailbox: string | null, endpoint: string | null): StoredSession[];
  /** The mailboxes and endpoints that these users have sessions with. */
  mailboxesOf(users: readonly string[]): { mailbox: string | null; endpoint: string | null }[];
}

/** Where a session is filed. */
interface Place {
  instance: string | null;
  user: string | null;
  person: string | null;
}

const NOWHERE: Place = { instance: null, user: null, person: null };
const NO_SESSIONS: ReadonlySet<Session> = new Set();

/**
 * Files sessions by client instance, and by person, mailbox and endpoint. A group is complete: what the database has
 * of it comes back when the group is first asked for. Noise has no groups: nobody reconnects there.
 */
export class Groups {
  readonly #stored: StoredSessions;
  readonly #people: People;
  readonly #wake: (stored: StoredSession) => Session;
  readonly #places = new Map<Session, Place>();
  readonly #byInstance = new Map<string, Set<Session>>();
  readonly #byPerson = new Map<string, Set<Session>>();
  readonly #byUser = new Map<string, Set<Session>>();
  readonly #loaded = new Set<string>();

  /** @param wake gives the session in memory for a stored one */
  constructor(stored: StoredSessions, people: People, wake: (stored: StoredSession) => Session) {
    this.#stored = stored;
    this.#people = people;
    this.#wake = wake;
  }

  /** Files a session by what is known of it now. @returns those it was grouped with before and is not any more */
  file(session: Session): Session[] {
    const before = this.#places.get(session) ?? NOWHERE;
    const now = this.#placeOf(session);
    if (before.instance === now.instance && before.person === now.person && before.user === now.user)
      return [];
    const left: Session[] = [];
    this.#places.set(session, now);
    move(this.#byUser, session, before.user, now.user);
    if (before.instance !== now.instance)
      left.push(...move(this.#byInstance, session, before.instance, now.instance));
    if (before.person !== now.person) left.push(...move(this.#byPerson, session, before.person, now.person));
    return left;
  }

  /** All sessions of its client instance. */
  ofInstance(session: Session): ReadonlySet<Session> {
    const { instance } = this.#places.get(session) ?? NOWHERE;
    if (instance === null) return NO_SESSIONS;
    if (this.#first(`i${instance}`))
      for (const stored of this.#stored.ofInstance(instance)) this.#add(stored);
    return this.#byInstance.get(instance) ?? NO_SESSIONS;
  }

  /** All sessions of its person for its mailbox and endpoint. */
  ofPerson(session: Session): ReadonlySet<Session> {
    const { person, user } = this.#places.get(session) ?? NOWHERE;
    if (person === null || user === null) return NO_SESSIONS;
    this.#loadPerson(user, session.who.mailbox, session.who.endpoint, person);
    return this.#byPerson.get(person) ?? NO_SESSIONS;
  }

  /** Two spellings of a user turned out to be one person. @returns the sessions that may have new company */
  joined(user: string): Set<Session> {
    const users = this.#people.spellings(user);
    const touched = new Set<Session>();
    for (const name of users) for (const session of this.#byUser.get(name) ?? []) touched.add(session);
    for (const session of touched) this.file(session);
    const mailboxes = this.#stored.mailboxesOf(users);
    for (const { mailbox, endpoint } of mailboxes) {
      const person = this.#personKey(user, mailbox, endpoint);
      this.#loadPerson(user, mailbox, endpoint, person);
      for (const session of this.#byPerson.get(person) ?? []) touched.add(session);
    }
    return touched;
  }

  /** Forgets everything; the database has it. */
  clear(): void {
    for (const map of [this.#places, this.#byInstance, this.#byPerson, this.#byUser, this.#loaded])
      map.clear();
  }

  remove(session: Session): Session[] {
    const before = this.#places.get(session) ?? NOWHERE;
    this.#places.delete(session);
    move(this.#byUser, session, before.user, null);
    return [
      ...move(this.#byInstance, session, before.instance, null),
      ...move(this.#byPerson, session, before.person, null),
    ];
  }

  #loadPerson(user: string, mailbox: string | null, endpoint: string | null, person: string): void {
    if (!this.#first(`p${person}`)) return;
    for (const stored of this.#stored.ofUsers(this.#people.spellings(user), mailbox, endpoint))
      this.#add(stored);
  }

  #first(key: string): boolean {
    if (this.#loaded.has(key)) return false;
    this.#loaded.add(key);
    return true;
  }

  #add(stored: StoredSession): void {
    const session = this.#wake(stored);
    if (!this.#places.has(session)) this.file(session);
  }

  #placeOf({ who: { noise, user, mailbox, endpoint }, clientInstance }: Session): Place {
    if (noise !== null) return NOWHERE;
    const name = user === null ? null : userKey(user);
    return {
      instance: clientInstance,
      user: name,
      person: name === null ? null : this.#personKey(name, mailbox, endpoint),
    };
  }

  #personKey(user: string, mailbox: string | null, endpoint: string | null): string {
    return `${this.#people.key(user)}|${mailbox}|${endpoint}`;
  }
}

/** @returns those that stay behind */
function move(
  map: Map<string, Set<Session>>,
  session: Session,
  from: string | null,
  to: string | null,
): Iterable<Session> {
  let left: Iterable<Session> = [];
  if (from !== null && from !== to) {
    const group = map.get(from);
    group?.delete(session);
    if (group?.size === 0) map.delete(from);
    else left = group ?? [];
  }
  if (to !== null) {
    const group = map.get(to);
    if (group === undefined) map.set(to, new Set([session]));
    else group.add(session);
  }
  return left;
}
