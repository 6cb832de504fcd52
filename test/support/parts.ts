import { NOBODY } from '../../src/correlate/parts.ts';

/** What a part says when its record names nobody and nothing. */
export const UNNAMED = {
  clientInstance: null,
  requestType: null,
  machine: null,
  names: NOBODY,
} as const;
