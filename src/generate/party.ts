import type { Happening } from './happening.ts';
import type { MapiContext } from './request.ts';
import type { FaceValue, Party } from './truth.ts';

/** Whom a context belongs to. */
export const partyOf = ({ client, mailbox, endpoint }: MapiContext): Party => ({
  clientInstance: client.instance,
  user: client.person.account,
  smtp: client.person.smtp,
  mailbox: mailbox.guid,
  endpoint,
});

/** Contexts of one client instance, or of one user whatever the instance, that can follow each other. */
export const instanceKey = ({ client, mailbox, endpoint }: MapiContext): string =>
  `${client.instance}|${mailbox.guid}|${endpoint}`;
export const userKey = ({ client, mailbox, endpoint }: MapiContext): string =>
  `${client.person.account}|${mailbox.guid}|${endpoint}`;

/** At face value unless there is a reason against it. */
export const faceValue = (why: string | undefined): FaceValue => ({
  faceValue: why === undefined,
  why: why ?? null,
});

/** A back-end record alone may or may not be taken for a client that got through. */
export const doubtOf = (requests: readonly Happening[]): string | undefined =>
  requests.some(({ doubtful }) => doubtful === true)
    ? 'only a back-end record shows that the client got through after a 401'
    : undefined;
