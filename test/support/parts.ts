import { NOBODY, UNMEASURED } from '../../src/correlate/parts.ts';

/** What a part says when its record names nobody and nothing. */
export const UNNAMED = {
  clientInstance: null,
  requestType: null,
  machine: null,
  names: NOBODY,
} as const;

/** The same of a front-end record, of which nothing was measured. */
export const UNNAMED_FRONT = { ...UNNAMED, cookieDatabase: null, spent: UNMEASURED } as const;
