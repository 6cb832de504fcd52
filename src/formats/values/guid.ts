import type { Text } from './absent.ts';

const DASH = 45;
const OPEN = 123;
const CLOSE = 125;

/** 1 for the character codes of hex digits. */
const HEX = new Uint8Array(128);
for (const digit of '0123456789abcdefABCDEF') HEX[digit.charCodeAt(0)] = 1;

function isHex(code: number): boolean {
  return HEX[code] === 1;
}

/** Whether a dash belongs at this place of the form 8-4-4-4-12. */
function dashAt(index: number): boolean {
  return index === 8 || index === 13 || index === 18 || index === 23;
}

/** Place of the first character after an opening brace, or -1 when the braces do not match. */
function insideBraces(text: string): number {
  const open = text.charCodeAt(0) === OPEN;
  const close = text.charCodeAt(text.length - 1) === CLOSE;
  if (open !== close) return -1;
  return open ? 1 : 0;
}

/**
 * A GUID in lower case without braces, or null when the text is none.
 *
 * Grammar: 8-4-4-4-12 hex digits, or the same 32 digits without dashes (early 2013 builds), either in braces
 * (ids that Outlook supplies) or not.
 */
export function normaliseGuid(text: Text): string | null {
  if (!text || text.length < 32 || text.length > 38) return null;
  const start = insideBraces(text);
  if (start < 0) return null;
  const length = text.length - 2 * start;
  const dashed = length === 36;
  if (!dashed && length !== 32) return null;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(start + i);
    if (dashed && dashAt(i) ? code !== DASH : !isHex(code)) return null;
  }
  const digits = text.slice(start, start + length).toLowerCase();
  if (dashed) return digits;
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}

/**
 * As {@link normaliseGuid}, but also takes what is left of a GUID that somebody made anonymous by hand: hex digits
 * in five groups of the wrong size. Such ids still tell one mailbox or session from another.
 */
export function normaliseGuidLike(text: Text): string | null {
  const guid = normaliseGuid(text);
  if (guid !== null || !text || text.length > 64) return guid;
  const start = insideBraces(text);
  if (start < 0) return null;
  let dashes = 0;
  let digits = 0;
  for (let i = start; i < text.length - start; i++) {
    const code = text.charCodeAt(i);
    if (code === DASH) dashes++;
    else if (isHex(code)) digits++;
    else return null;
  }
  return dashes === 4 && digits > 0 ? text.slice(start, text.length - start).toLowerCase() : null;
}
