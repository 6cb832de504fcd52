import os from 'node:os';

const GIB = 1024 ** 3;

/** Bytes that the process of a query may have: 1 GiB, on small machines an eighth of the memory. */
export const memoryLimit = (): number => Math.max(GIB / 4, Math.min(GIB, os.totalmem() / 8));

/** Bytes of rows in an answer that is sent as a whole. */
export const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
