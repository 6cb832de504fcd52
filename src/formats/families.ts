import type { Family, FamilyId, Kind } from './family.ts';
import { httpProxy } from './http-proxy.ts';
import { mapiAddressBook } from './mapi-address-book.ts';
import { mapiClientAccess } from './mapi-client-access.ts';
import { mapiHttp } from './mapi-http.ts';

/** Every log family that mapiscope reads. */
export const families: readonly Family[] = [httpProxy, mapiHttp, mapiClientAccess, mapiAddressBook];

/** The family with this id. */
export function familyOf(id: FamilyId): Family {
  const family = families.find((candidate) => candidate.id === id);
  if (family === undefined) throw new Error(`no log family ${id}`);
  return family;
}

/** The family whose kinds include this one. */
export function familyOfKind(kind: Kind): Family {
  const family = families.find((candidate) => candidate.kinds.some((mark) => mark.kind === kind));
  if (family === undefined) throw new Error(`no log kind ${kind}`);
  return family;
}
