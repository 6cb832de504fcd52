import { present } from '../../formats/values/absent.ts';
import { parseClientRequestId } from '../../formats/values/client-request-id.ts';
import type { SharedValues } from './shared-values.ts';

/** ClientRequestId as it is stored: what one Session Context repeats by id, the rest beside it. */
export interface StoredClientRequest {
  /** null when the text is not of the form `R:…`; then `clientRequest` is the whole text. */
  contextId: number | null;
  sequence: number | null;
  requestType: string | null;
  clientRequest: string | null;
}

// What changes from request to request, replaced in the template by:
const SEQUENCE = '\u0001';
const REQUEST_TYPE = '\u0002';
const CLIENT_REQUEST = '\u0003';

/** A text that has a mark in it already can't be a template. */
const MARKS = /[\u0001-\u0003]/;

const COUNTER = /^(?:0|[1-9]\d{0,14})$/;

/**
 * Takes `R:{guid}:n;RT:type;CI:{guid}:m;CID:{guid}` apart. The template that remains, with the marks put back,
 * gives the very text again, whatever the order of its parts and the form of its GUIDs.
 */
export function storeClientRequest(text: string, shared: SharedValues): StoredClientRequest {
  if (MARKS.test(text)) return { contextId: null, sequence: null, requestType: null, clientRequest: text };
  if (!text.startsWith('R:')) {
    const parsed = parseClientRequestId(text);
    if (parsed.context === null && parsed.requestType === null) {
      return { contextId: null, sequence: null, requestType: null, clientRequest: text };
    }
  }
  let template = '';
  let sequence: number | null = null;
  let requestType: string | null = null;
  let clientRequest: string | null = null;
  let instance = '';
  for (let from = 0; from <= text.length; ) {
    const semicolon = text.indexOf(';', from);
    const end = semicolon < 0 ? text.length : semicolon;
    if (from > 0) template += ';';
    if (text.startsWith('R:', from) && sequence === null) {
      const colon = text.lastIndexOf(':', end - 1);
      const counter = text.slice(colon + 1, end);
      if (colon > from + 1 && COUNTER.test(counter)) {
        sequence = Number(counter);
        template += text.slice(from, colon + 1) + SEQUENCE;
      } else template += text.slice(from, end);
    } else if (text.startsWith('RT:', from) && requestType === null) {
      requestType = present(text.slice(from + 3, end));
      template += requestType === null ? text.slice(from, end) : `RT:${REQUEST_TYPE}`;
    } else if (text.startsWith('CID:', from) && clientRequest === null) {
      const value = text.slice(from + 4, end);
      // Outlook sends its instance GUID here (kept in the template), probes another one with every request.
      if (instance !== '' && instance.startsWith(value) && value !== '') template += text.slice(from, end);
      else {
        clientRequest = value;
        template += `CID:${CLIENT_REQUEST}`;
      }
    } else {
      if (text.startsWith('CI:', from)) instance = text.slice(from + 3, end);
      template += text.slice(from, end);
    }
    from = end + 1;
  }
  const contextId = shared.id('clientContext', template, () => {
    const parsed = parseClientRequestId(text);
    return [template, parsed.context, parsed.clientInstance, parsed.instanceCounter];
  });
  return { contextId, sequence, requestType, clientRequest };
}
