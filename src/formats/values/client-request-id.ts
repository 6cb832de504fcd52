import { present, type Text } from './absent.ts';
import { type CountedId, parseCountedId } from './counted-id.ts';
import { normaliseGuidLike } from './guid.ts';

/** What HttpProxy's column `ClientRequestId` says of a MAPI request. */
export interface ClientRequestId {
  /** `R:` GUID: the Session Context, the same for all requests of one. */
  readonly context: string | null;
  /** `R:` counter: rises with each request of the context. */
  readonly sequence: number | null;
  /** `RT:` X-RequestType, such as `Execute`. */
  readonly requestType: string | null;
  /** `CI:` GUID: one running client (Outlook instance). */
  readonly clientInstance: string | null;
  /** `CI:` counter: opaque, not small. */
  readonly instanceCounter: number | null;
  /** `CID:` the header client-request-id. */
  readonly clientRequestGuid: string | null;
}

const NOTHING: ClientRequestId = Object.freeze({
  context: null,
  sequence: null,
  requestType: null,
  clientInstance: null,
  instanceCounter: null,
  clientRequestGuid: null,
});

const COLON = 58;
const BLANK = 32;
/** Makes an ASCII letter lower case. */
const LOWER = 32;
const C = 99;
const D = 100;
const I = 105;
const R = 114;
const T = 116;

/** Longest request type kept; the longest known one has 18 characters. */
const LONGEST_TYPE = 64;

/** A word of ASCII letters, digits and `_` that starts with a letter, else null. */
function word(text: string): string | null {
  if (text.length === 0 || text.length > LONGEST_TYPE) return null;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const letter = ((code | LOWER) >= 97 && (code | LOWER) <= 122) || code === 95;
    if (!letter && !(i > 0 && code >= 48 && code <= 57)) return null;
  }
  return text;
}

/**
 * Grammar: a `;` list of `KEY:value` in any order.
 *
 *     R:{GUID}:n;RT:<type>;CI:{GUID}:m;CID:{GUID}      2016 and later
 *     R:{GUID}:n;CI:{GUID}:m;RT:<type>                 2013
 *
 * GUIDs come with braces (Outlook) or without (the product's probe). A missing header is `<null>`, a blank one
 * `<empty>`. Of a repeated key the first counts. Other protocols leave the column empty or put free text there:
 * all null. Source: real rows of 2016; the order of 2013 from that product.
 */
export function parseClientRequestId(text: Text): ClientRequestId {
  if (!text) return NOTHING;
  let request: CountedId | null = null;
  let client: CountedId | null = null;
  let type: string | null | undefined;
  let guid: string | null | undefined;
  const length = text.length;
  let start = 0;
  while (start < length) {
    let end = text.indexOf(';', start);
    if (end < 0) end = length;
    while (start < end && text.charCodeAt(start) === BLANK) start++;
    const first = text.charCodeAt(start) | LOWER;
    // Letters never match past `end`: a `;` stands there or the text is over.
    if (first === R) {
      const second = text.charCodeAt(start + 1);
      if (second === COLON) request ??= parseCountedId(text.slice(start + 2, end));
      else if ((second | LOWER) === T && text.charCodeAt(start + 2) === COLON && type === undefined) {
        type = word(text.slice(start + 3, end));
      }
    } else if (first === C && (text.charCodeAt(start + 1) | LOWER) === I) {
      const third = text.charCodeAt(start + 2);
      if (third === COLON) client ??= parseCountedId(text.slice(start + 3, end));
      else if ((third | LOWER) === D && text.charCodeAt(start + 3) === COLON && guid === undefined) {
        guid = normaliseGuidLike(present(text.slice(start + 4, end)));
      }
    }
    start = end + 1;
  }
  if (request === null && client === null && type === undefined && guid === undefined) return NOTHING;
  return {
    context: request?.id ?? null,
    sequence: request?.counter ?? null,
    requestType: type ?? null,
    clientInstance: client?.id ?? null,
    instanceCounter: client?.counter ?? null,
    clientRequestGuid: guid ?? null,
  };
}
