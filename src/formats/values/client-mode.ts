import type { Text } from './absent.ts';

export type ClientMode = 'unknown' | 'online' | 'cached' | 'exchange_server';

/**
 * The mode in which a client works: a number in `MapiHttp\Mailbox` (`ClientMode`), a word in the classic log
 * (`client-mode`). Keys in lower case. Number 3 is inferred from the order of the words.
 */
export const CLIENT_MODES: ReadonlyMap<string, ClientMode> = new Map([
  ['0', 'unknown'],
  ['1', 'online'],
  ['2', 'cached'],
  ['3', 'exchange_server'],
  ['unknown', 'unknown'],
  ['classic', 'online'],
  ['cached', 'cached'],
  ['exchangeserver', 'exchange_server'],
]);

/** The mode, null when the column is empty or holds something else. */
export function parseClientMode(text: Text): ClientMode | null {
  if (!text || text.length > 32) return null;
  return CLIENT_MODES.get(text.trim().toLowerCase()) ?? null;
}
