import { present, type Text } from './absent.ts';
import { normaliseGuid, normaliseGuidLike } from './guid.ts';

export interface MailboxRef {
  /** GUID of the mailbox. One user opens several (archive, shared): it is not the user. */
  readonly mailbox: string | null;
  /** Mail domain, lower case. */
  readonly domain: string | null;
}

const NONE: MailboxRef = Object.freeze({ mailbox: null, domain: null });

/** `<guid>@<domain>`, the form of `MailboxId` in `MapiHttp\Mailbox`; the domain may be missing. */
export function mailboxFromMailboxId(text: Text): MailboxRef {
  const value = present(text?.trim());
  if (value === null) return NONE;
  const at = value.indexOf('@');
  const mailbox = normaliseGuidLike(at < 0 ? value : value.slice(0, at));
  if (mailbox === null) return NONE;
  return { mailbox, domain: at < 0 ? null : present(value.slice(at + 1).toLowerCase()) };
}

function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * HttpProxy's `UrlQuery`: `?MailboxId=<guid>@<domain>` from Outlook, `?mailboxId=…` from the product's probe, other
 * parameters around it. Queries without the parameter (`?smtpAddress=…`) name no mailbox by GUID.
 */
export function mailboxFromUrlQuery(text: Text): MailboxRef {
  const value = present(text);
  if (value === null) return NONE;
  for (const part of (value.startsWith('?') ? value.slice(1) : value).split('&')) {
    if (part.slice(0, 10).toLowerCase() === 'mailboxid=')
      return mailboxFromMailboxId(decoded(part.slice(10)));
  }
  return NONE;
}

/**
 * HttpProxy's `AnchorMailbox`: `MailboxGuid~<guid>`; other sources (`Smtp~…`, `Sid~…`, `ServerVersion~…`) name no
 * mailbox by GUID.
 */
export function mailboxFromAnchor(text: Text): MailboxRef {
  return text?.slice(0, 12).toLowerCase() === 'mailboxguid~' ? mailboxFromMailboxId(text.slice(12)) : NONE;
}

/**
 * The database of HttpProxy's `DatabaseGuid`: `|RoutingDB:<guid>`, once for each routing of the request. The last
 * one is the database that it went to in the end (assumed: rows with different ones are not public).
 */
export function databaseFromDatabaseGuid(text: Text): string | null {
  let database: string | null = null;
  for (const part of text?.split('|') ?? []) {
    const guid = part.slice(0, 10).toLowerCase() === 'routingdb:' ? part.slice(10) : part;
    database = normaliseGuid(guid) ?? database;
  }
  return database;
}
