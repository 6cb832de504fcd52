import { useQuery } from '@tanstack/react-query';
import { codesQuery } from '../api/queries.ts';
import type { CodePage, CodeRow } from '../api/types.ts';

/** Finds what a code of a layer means; undefined when no table has it, or the tables are not there yet. */
export type Codes = (layer: string, code: string) => CodeRow | undefined;

/** The tables of codes. */
export function useCodes(): Codes {
  const { data } = useQuery(codesQuery);
  return data === undefined ? noCodes : finderOf(data);
}

const noCodes: Codes = () => undefined;
/** Made once of an answer, not in each row that names a code. */
const finders = new WeakMap<CodePage, Codes>();

function finderOf(page: CodePage): Codes {
  const made = finders.get(page);
  if (made !== undefined) return made;
  const known = new Map<string, CodeRow>();
  for (const row of page.codes) {
    known.set(`${row.layer} ${row.code}`, row);
    if (row.number !== null) known.set(`${row.layer} ${row.number}`, row);
  }
  const finder: Codes = (layer, code) => known.get(`${layer} ${code}`);
  finders.set(page, finder);
  return finder;
}
