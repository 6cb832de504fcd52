import { present, type Text } from './absent.ts';

/** One member of a `;` list. */
export interface KeyValue {
  /** Type of a typed pair (one of {@link VALUE_TYPES}), null for a plain one. */
  readonly type: string | null;
  readonly key: string;
  /** Null for a flag (no `=`), empty text for `key=`. */
  readonly value: string | null;
}

export interface KeyValues {
  /** In file order; keys can repeat. */
  readonly pairs: readonly KeyValue[];
  /** The product cut the text, so the last pair may be incomplete and more may have followed. */
  readonly truncated: boolean;
}

/** Prefixes of typed pairs: text or GUID, 32-bit integer, float, double, date-time. */
export const VALUE_TYPES: readonly string[] = ['S', 'I32', 'F', 'Dbl', 'Dt'];

/**
 * How a cut column looks: after `at` characters `mark` follows. Known from 2013 only; line breaks that became one
 * blank after the cut can make it shorter, so a text that ends with the mark counts as cut from `shortest` on.
 */
export const TRUNCATION = { at: 16384, mark: '...', shortest: 8192 } as const;

const QUOTE = 39;
const SEMICOLON = 59;

function isTyped(text: string, colon: number): boolean {
  return colon > 0 && colon <= 3 && VALUE_TYPES.includes(text.slice(0, colon));
}

function readMember(member: string): KeyValue {
  const colon = member.slice(0, 4).indexOf(':');
  const typed = isTyped(member, colon);
  const start = typed ? colon + 1 : 0;
  const equals = member.indexOf('=', start);
  return {
    type: typed ? member.slice(0, colon) : null,
    key: (equals < 0 ? member.slice(start) : member.slice(start, equals)).trim(),
    value: equals < 0 ? null : member.slice(equals + 1),
  };
}

/**
 * Place of the quote that ends a quoted member opened at `open`, the text's length when it is cut inside the
 * member, or -1 when the member is no quoted one. Stops at the first quote that is neither doubled nor followed by
 * `;`, so that all calls together stay linear.
 */
function closingQuote(text: string, open: number, cut: boolean): number {
  for (let at = text.indexOf("'", open + 1); at >= 0; at = text.indexOf("'", at + 2)) {
    const next = text.charCodeAt(at + 1);
    if (Number.isNaN(next) || next === SEMICOLON) return at;
    if (next !== QUOTE) return -1;
  }
  return cut ? text.length : -1;
}

function addMembers(text: string, cut: boolean, pairs: KeyValue[]): void {
  let start = 0;
  while (start < text.length) {
    const quoteEnd = text.charCodeAt(start) === QUOTE ? closingQuote(text, start, cut) : -1;
    let end = quoteEnd < 0 ? text.indexOf(';', start) : quoteEnd + 1;
    if (end < 0) end = text.length;
    const member =
      quoteEnd < 0 ? text.slice(start, end) : text.slice(start + 1, quoteEnd).replaceAll("''", "'");
    if (member.trim() !== '') pairs.push(readMember(member));
    start = end + 1;
  }
}

/**
 * Reads `GenericInfo`, `GenericErrors`, `BackEndGenericInfo`, `activity-context-data` and the like.
 *
 * Grammar: members separated by `;`. First plain pairs, `key=value;key=value;`, whose keys can repeat and which can
 * be flags without a value; then possibly typed pairs without a final `;`, such as `I32:ATE.C[dc]=2`. A member that
 * holds `;` or `'` is written as `'…'` with inner quotes doubled; a quote inside a member is just a character. The
 * first `=` ends the key. A cut text (see {@link TRUNCATION}) loses its mark.
 */
export function parseKeyValues(text: Text): KeyValues {
  const pairs: KeyValue[] = [];
  const value = present(text);
  if (value === null) return { pairs, truncated: false };
  const { at, mark, shortest } = TRUNCATION;
  const inside = value.startsWith(mark, at);
  const truncated = inside || (value.length >= shortest && value.endsWith(mark));
  if (inside) {
    addMembers(value.slice(0, at), true, pairs);
    addMembers(value.slice(at + mark.length), false, pairs);
  } else {
    addMembers(truncated ? value.slice(0, -mark.length) : value, truncated, pairs);
  }
  return { pairs, truncated };
}

/** The first value of a key (exact spelling), null when it is missing, a flag, or stands for "no value". */
export function findValue(list: readonly KeyValue[], key: string): string | null {
  for (const pair of list) if (pair.key === key) return present(pair.value);
  return null;
}
