import { present, type Text } from './absent.ts';
import { normaliseGuidLike } from './guid.ts';

/** What the client says of its connection on Connect: the auxiliary block AUX_CLIENT_CONNECTION_INFO. */
export interface ConnectionInfo {
  readonly connectionGuid: string | null;
  /** Connection attempts so far: the client's own retry counter. */
  readonly attempts: number | null;
  /** Bits; 1 = cached mode. */
  readonly flags: number | null;
  /** Free text of the client, mostly empty. */
  readonly context: string | null;
}

const PREFIX = 'Connection Info[';

function whole(text: string | null): number | null {
  return text !== null && /^\d{1,10}$/.test(text) ? Number(text) : null;
}

/**
 * The column `client-connection-info` of the classic mailbox log:
 * `Connection Info[GUID:<guid>, Attempts:<n>, Flags:<n>, Ctx:<text>]`; null for anything else.
 *
 * `Ctx` comes last and may hold commas and brackets. Source: a real Connect row.
 */
export function parseConnectionInfo(text: Text): ConnectionInfo | null {
  if (!text?.startsWith(PREFIX) || !text.endsWith(']')) return null;
  const body = text.slice(PREFIX.length, -1);
  const contextAt = body.indexOf('Ctx:');
  const named = new Map<string, string>();
  for (const part of (contextAt < 0 ? body : body.slice(0, contextAt)).split(',')) {
    const colon = part.indexOf(':');
    if (colon > 0) named.set(part.slice(0, colon).trim(), part.slice(colon + 1).trim());
  }
  return {
    connectionGuid: normaliseGuidLike(named.get('GUID')),
    attempts: whole(named.get('Attempts') ?? null),
    flags: whole(named.get('Flags') ?? null),
    context: contextAt < 0 ? null : present(body.slice(contextAt + 4)),
  };
}
