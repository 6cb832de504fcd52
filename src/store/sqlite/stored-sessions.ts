import type { Endpoint } from '../../correlate/parts.ts';
import { type Account, emptyAccount } from '../../correlate/sessions/account.ts';
import type { Expired } from '../../correlate/sessions/expired.ts';
import type { Cause, Link } from '../../correlate/sessions/link.ts';
import type { PersonName } from '../../correlate/sessions/people.ts';
import type { StoredSession } from '../../correlate/sessions/session.ts';
import type { SessionHistory } from '../../correlate/sessions/sessions.ts';
import type { Connection } from './database.ts';
import type { StoredRequests } from './stored-requests.ts';

interface Row {
  id: number;
  context: string;
  clientInstance: string | null;
  user: string | null;
  mailbox: string | null;
  endpoint: Endpoint | null;
  software: string | null;
  version: string | null;
  mode: string | null;
  database: string | null;
  frontEnds: string;
  noise: string | null;
  lastRecoveryMs: number | null;
  previous: number | null;
  kind: Link['kind'] | null;
  cause: Cause | null;
  account: string;
}

const SELECT = `SELECT id, context, client_instance AS clientInstance, user, mailbox, endpoint, software, version, mode,
  database, front_ends AS frontEnds, noise, last_recovery_ms AS lastRecoveryMs, previous_id AS previous, kind, cause, account
  FROM session`;

/** An account as the database keeps it: what has its first value is left out, as most of it has. */
export function accountText(account: Account): string {
  const empty: Record<string, unknown> = { ...emptyAccount() };
  const told = Object.entries(account).filter(
    ([key, value]) => value !== empty[key] && !(Array.isArray(value) && value.length === 0),
  );
  return JSON.stringify(Object.fromEntries(told));
}

const parseAccount = (text: string): Account => ({
  ...emptyAccount(),
  ...(JSON.parse(text) as Partial<Account>),
});

export const expiredText = ({ account, lastRecoveryMs }: Expired): string =>
  JSON.stringify({ account: accountText(account), lastRecoveryMs });

export function parseExpired(text: string | null | undefined): Expired | null {
  if (text === null || text === undefined) return null;
  const { account, lastRecoveryMs } = JSON.parse(text) as { account: string; lastRecoveryMs: number | null };
  return { account: parseAccount(account), lastRecoveryMs };
}

/** Brings sessions of earlier transactions back for correlation. */
export function storedSessions(db: Connection, lastId: number, requests: StoredRequests): SessionHistory {
  const ofContext = db.prepare(`${SELECT} WHERE context = ?`);
  const ofId = db.prepare(`${SELECT} WHERE id = ?`);
  const ofInstance = db.prepare(`${SELECT} WHERE client_instance = ? AND noise IS NULL`);
  const ofUsers = db.prepare(
    `${SELECT} WHERE user_key IN (SELECT value FROM json_each(?)) AND mailbox IS ? AND endpoint IS ? AND noise IS NULL`,
  );
  const mailboxes = db.prepare(
    `SELECT DISTINCT mailbox, endpoint FROM session
     WHERE user_key IN (SELECT value FROM json_each(?)) AND noise IS NULL`,
  );
  const expiredOf = db.prepare('SELECT expired FROM session WHERE id = ?').pluck();
  const one = (row: unknown): StoredSession | null => (row === undefined ? null : sessionOf(row as Row));
  const many = (rows: unknown[]): StoredSession[] => (rows as Row[]).map(sessionOf);
  return {
    lastId,
    people: () =>
      db
        .prepare('SELECT name, person_id AS person, request_id AS request FROM person_name')
        .all() as PersonName[],
    ofContext: (context) => one(ofContext.get(context)),
    ofId: (id) => one(ofId.get(id)),
    ofInstance: (instance) => many(ofInstance.all(instance)),
    ofUsers: (users, mailbox, endpoint) => many(ofUsers.all(JSON.stringify(users), mailbox, endpoint)),
    mailboxesOf: (users) =>
      mailboxes.all(JSON.stringify(users)) as { mailbox: string | null; endpoint: string | null }[],
    requestsOf: (session) => requests.ofSession(session),
    expiredOf: (session) => parseExpired(expiredOf.get(session) as string | null | undefined),
  };
}

function sessionOf(row: Row): StoredSession {
  const { id, context, clientInstance, user, mailbox, endpoint, software, version, mode, database, noise } =
    row;
  const { previous, kind, cause } = row;
  return {
    id,
    context,
    clientInstance,
    who: {
      user,
      mailbox,
      endpoint,
      software,
      version,
      mode,
      database,
      frontEnds: JSON.parse(row.frontEnds) as string[],
      noise,
    },
    account: parseAccount(row.account),
    lastRecoveryMs: row.lastRecoveryMs,
    link: previous === null || kind === null || cause === null ? null : { previous, kind, cause },
  };
}
