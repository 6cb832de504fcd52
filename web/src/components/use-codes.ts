import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { codesQuery } from '../api/queries.ts';
import type { CodeRow } from '../api/types.ts';

/** Finds what a code of a layer means; undefined when no table has it, or the tables are not there yet. */
export type Codes = (layer: string, code: string) => CodeRow | undefined;

/** The tables of codes. */
export function useCodes(): Codes {
  const { data } = useQuery(codesQuery);
  return useMemo(() => {
    const known = new Map<string, CodeRow>();
    for (const row of data?.codes ?? []) {
      known.set(`${row.layer} ${row.code}`, row);
      if (row.number !== null) known.set(`${row.layer} ${row.number}`, row);
    }
    return (layer, code) => known.get(`${layer} ${code}`);
  }, [data]);
}
