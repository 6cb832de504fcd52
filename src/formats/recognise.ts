import { families } from './families.ts';
import type { Family, Kind, Layout } from './family.ts';

/** What the preamble and the name of a log say about it, before its columns are looked at. */
export interface Clues {
  /** `#Log-type:`, if the preamble has one. */
  logType: string | null;
  /** File name without folders. */
  fileName: string;
}

const lower = (names: readonly string[]): Set<string> => new Set(names.map((name) => name.toLowerCase()));

const markSets = families.map((family) => ({ family, marks: [...lower(family.marks)] }));

/** The family that these column names belong to, or null: a log of another kind. Names are case-insensitive. */
export function familyOfColumns(columns: readonly string[]): Family | null {
  const present = lower(columns);
  return markSets.find(({ marks }) => marks.every((mark) => present.has(mark)))?.family ?? null;
}

/** Which kind of a family a log is: by its `#Log-type`, else by its file name, else the family's first kind. */
export function kindOf(family: Family, clues: Clues): Kind {
  const logType = clues.logType?.trim().toLowerCase();
  const name = clues.fileName.toLowerCase();
  const byType = family.kinds.find((mark) => mark.logTypes.some((type) => type.toLowerCase() === logType));
  const byName = family.kinds.find((mark) =>
    mark.prefixes.some((prefix) => name.startsWith(prefix.toLowerCase())),
  );
  const kind = byType ?? byName ?? family.kinds[0];
  if (kind === undefined) throw new Error(`family ${family.id} has no kinds`);
  return kind.kind;
}

/** A check on the value of one column that hardly any other text passes. */
type Proof = [column: string, test: RegExp];

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?Z?$/;
const GUID = /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i;
const ANY_GUID = /^[0-9a-f-]{30,38}$/i;
const NUMBER = /^\d+$/;
const NUMBER_OR_NONE = /^\d*$/;

/** What a row must look like to be taken for a family's when its width differs from the header or it has none. */
const proofs: Record<Family['id'], Proof[]> = {
  http_proxy: [
    ['DateTime', TIME],
    ['RequestId', ANY_GUID],
    ['MajorVersion', NUMBER],
    ['RevisionVersion', NUMBER],
    ['Protocol', /^[A-Za-z]+$/],
    ['HttpStatus', /^(?:\d{1,3})?$/],
    ['Method', /^(?:[A-Z_-]+)?$/],
    ['TotalRequestTime', /^[\d.]*$/],
  ],
  mapi_http: [
    ['DateTime', TIME],
    ['RequestId', GUID],
    ['MapiRequestId', /^(?:\{?[0-9a-f-]{36}\}?:\d+|<null>|<empty>|)$/i],
    ['RequestType', /^[A-Za-z<>]*$/],
    ['HttpStatusCode', NUMBER_OR_NONE],
    ['MajorVersion', NUMBER],
  ],
  mapi_client_access: [
    ['date-time', TIME],
    ['session-id', NUMBER_OR_NONE],
    ['seq-number', NUMBER_OR_NONE],
    ['client-mode', /^(?:Unknown|Classic|Cached|ExchangeServer)?$/i],
    ['protocol', /^(?:MapiHttp|ncacn_)/i],
    ['rpc-status', /^(?:-?\d+(?: \(\w+::\w+\))?|0x[0-9a-f]+ \(\w+::\w+\)|fault|mapihttp: failure|)$/i],
  ],
  mapi_address_book: [
    ['date-time', TIME],
    ['session-id', NUMBER_OR_NONE],
    ['protocol', /^(?:MapiHttp|ncacn_)/i],
    ['operation', /^(?:Nspi|Rfri|MapiHttp)/i],
    ['rpc-status', /^[0-9a-f]{0,8}$/i],
  ],
};

/**
 * Whether a row's values stand where this column list says. Columns that the row is too short for don't count,
 * but at least four of the family's checks must.
 */
export function fits(family: Family, columns: readonly string[], values: readonly string[]): boolean {
  let passed = 0;
  for (const [column, test] of proofs[family.id]) {
    const at = columns.findIndex((name) => name.toLowerCase() === column.toLowerCase());
    const value = values[at];
    if (value === undefined) continue;
    if (!test.test(value)) return false;
    passed++;
  }
  return passed >= 4;
}

/** The known layout of this width whose columns a row's values fit, or null. */
export function layoutOfWidth(family: Family, values: readonly string[]): Layout | null {
  return (
    family.layouts.find(
      (layout) => layout.columns.length === values.length && fits(family, layout.columns, values),
    ) ?? null
  );
}

/**
 * The family and layout of a row without any header: by its width, or, for a row cut short, by its values alone
 * (then at least fifteen of them, and every check). Null: not recognised, and not guessed.
 */
export function recogniseRow(values: readonly string[]): { family: Family; layout: Layout } | null {
  for (const family of families) {
    const layout = layoutOfWidth(family, values);
    if (layout !== null) return { family, layout };
  }
  if (values.length < 15) return null;
  for (const family of families) {
    const layout = family.layouts[0];
    if (
      layout !== undefined &&
      values.length < layout.columns.length &&
      proofs[family.id].every(([column]) => layout.columns.indexOf(column) < values.length) &&
      fits(family, layout.columns, values)
    )
      return { family, layout };
  }
  return null;
}
