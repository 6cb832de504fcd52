import { present, type Text } from './absent.ts';
import { normaliseGuidLike } from './guid.ts';

export interface CountedId {
  /** The GUID, lower case, without braces; other text as it is when a counter follows it. */
  readonly id: string | null;
  /** The decimal number after the last colon. */
  readonly counter: number | null;
}

const NOTHING: CountedId = Object.freeze({ id: null, counter: null });

/** More digits than this do not fit a number exactly. */
const MOST_DIGITS = 15;

/**
 * `{GUID}:n`, the form of the headers X-RequestId and X-ClientInfo and so of `MapiRequestId`, `MapiClientInfo` and
 * of the parts `R:` and `CI:` elsewhere. Outlook writes braces and upper case, the product's own probe neither.
 *
 * A GUID without a counter counts; any other text must have one, else it is taken for something else (all null).
 */
export function parseCountedId(text: Text): CountedId {
  const value = present(text);
  if (value === null) return NOTHING;
  let at = value.length;
  while (at > 0) {
    const code = value.charCodeAt(at - 1);
    if (code < 48 || code > 57) break;
    at--;
  }
  const digits = value.length - at;
  if (digits === 0 || value.charCodeAt(at - 1) !== 58) {
    const bare = normaliseGuidLike(value);
    return bare === null ? NOTHING : { id: bare, counter: null };
  }
  const id = present(value.slice(0, at - 1));
  if (id === null) return NOTHING;
  return { id: normaliseGuidLike(id) ?? id, counter: digits > MOST_DIGITS ? null : Number(value.slice(at)) };
}
