import { present, type Text } from './absent.ts';
import { parseCountedId } from './counted-id.ts';
import { normaliseGuidLike } from './guid.ts';

/** What the classic mailbox log's column `request-ids` says. */
export interface RequestIds {
  /** `R:` GUID: the Session Context. */
  readonly context: string | null;
  /** `R:` counter: the request within it. */
  readonly sequence: number | null;
  /** `A:` the front end's id of the request; equals `RequestId` of its HttpProxy row. */
  readonly frontEndRequestId: string | null;
  /** `FE:` fully qualified name of the front end, as written. */
  readonly frontEnd: string | null;
}

/**
 * Grammar: `R:{GUID}:n|A:guid|FE:fqdn`, parts separated by `|`, any of them may be missing or `<null>`.
 * Of a repeated part the first with a value counts. Source: a real row of the classic log.
 */
export function parseRequestIds(text: Text): RequestIds {
  let context: string | null = null;
  let sequence: number | null = null;
  let frontEndRequestId: string | null = null;
  let frontEnd: string | null = null;
  for (const part of present(text)?.split('|') ?? []) {
    const colon = part.indexOf(':');
    const value = colon < 0 ? null : present(part.slice(colon + 1));
    if (value === null) continue;
    switch (part.slice(0, colon).toUpperCase()) {
      case 'R':
        if (context === null) ({ id: context, counter: sequence } = parseCountedId(value));
        break;
      case 'A':
        frontEndRequestId ??= normaliseGuidLike(value) ?? value;
        break;
      case 'FE':
        frontEnd ??= value;
        break;
    }
  }
  return { context, sequence, frontEndRequestId, frontEnd };
}
