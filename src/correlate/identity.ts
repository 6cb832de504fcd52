import { userKey } from '../formats/values/user-key.ts';
import type { AnyPart, Names } from './parts.ts';
import type { Request } from './request.ts';

/** A well-known account (`NT AUTHORITY\SYSTEM`, `Anonymous`), or that of a computer (`CONTOSO\EXCH01$`). */
const NO_PERSON = /^(?:anonymous|nt authority\\.*|.*\$)$/is;

/**
 * A user name as a back-end record has it; null where it says that there was none, or names the front end's own
 * account, under which the requests of all users arrive.
 */
export const userOf = (name: string | null): string | null =>
  name === null || NO_PERSON.test(name) ? null : name;

/** The spellings of one user, without doubles, for `Names.spellings`. */
export function spellingsOf(...names: readonly (string | null)[]): string[] {
  const spellings: string[] = [];
  for (const name of names) {
    const known = userOf(name);
    if (known === null) continue;
    const key = userKey(known);
    if (!spellings.includes(key)) spellings.push(key);
  }
  return spellings;
}

/** Columns of a MAPI Client Access record that tell whose it is. */
export interface ClassicUserRow {
  /** `client-name`: mostly a legacy DN. */
  name: string | null;
  /** `user-email`. */
  email: string | null;
  operation: string | null;
  /** `rpc-status`. */
  status: string | null;
  /** `operation-specific`; of a Connect `SID=…, Flags=…`. */
  specific: string | null;
}

/** Refusals because the authenticated user is not, or is not known to be, the one whose DN the client gave. */
const NOT_THE_OWNER = /^(?:1003|1010|-2147221231)(?!\d)/;

/**
 * Who a MAPI Client Access record is of. Its `client-name` is the DN that the client gave in its Connect
 * ([MS-OXCMAPIHTTP] 2.2.4.1.1, UserDn), and so a claim: in a public line of a refused logon (1010, LoginPerm) it is
 * the owner of the mailbox, whom the authenticated SID is *not*. The server has checked it where a Connect succeeded
 * without special privileges; under those a service opens mailboxes of all users. Only there do the names of the
 * record mean the authenticated user.
 */
export function classicUser({
  name,
  email,
  operation,
  status,
  specific,
}: ClassicUserRow): Pick<Names, 'user' | 'listed' | 'spellings'> {
  if (status !== null && NOT_THE_OWNER.test(status)) return { user: null, listed: null, spellings: [] };
  const user = email ?? name;
  const checked =
    operation === 'Connect' && (status === null || status === '0') && !/privilege/i.test(specific ?? '');
  return { user, listed: user, spellings: checked ? spellingsOf(email, name) : [] };
}

/**
 * Pairs of names that the records of a request show to be one authenticated user's: names within a record, and those
 * of the front end's record with those of the back end's. Records of what the server refused are no evidence: in them
 * stands who somebody claimed to be, or whose context it was. Nor are records that name two accounts of one domain.
 */
export function* sameUser({ front, back, classic }: Request): Generator<readonly [string, string]> {
  const atFront = namesOf(front);
  for (const atBack of [namesOf(back), namesOf(classic)]) {
    const [first] = atBack;
    if (first === undefined) continue;
    for (const other of atBack) if (other !== first) yield [first, other];
    const [named] = atFront;
    if (named !== undefined && agree([...atFront, ...atBack])) yield [named, first];
  }
}

function namesOf(part: AnyPart | null): readonly string[] {
  if (part === null || !isServed(part)) return [];
  const { spellings } = part.names;
  return agree(spellings) ? spellings : [];
}

const isServed = (part: AnyPart): boolean => {
  if (part.side === 'classic') return !part.failed && !part.gone;
  if (part.side === 'front') return part.httpStatus !== 401;
  return (part.responseCode ?? 0) === 0 && (part.statusCode ?? 0) === 0 && (part.httpStatus ?? 200) < 400;
};

/** Whether no two of the names are accounts (`DOMAIN\sam`) of one domain: a person has one in each. */
function agree(names: readonly string[]): boolean {
  const accounts = new Map<string, string>();
  for (const name of names) {
    const slash = name.indexOf('\\');
    if (slash === -1) continue;
    const domain = name.slice(0, slash);
    if ((accounts.get(domain) ?? name) !== name) return false;
    accounts.set(domain, name);
  }
  return true;
}
