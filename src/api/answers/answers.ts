import { request, requests } from './requests.ts';
import { codes, rejected, sources } from './sources.ts';
import { totals } from './status.ts';

/** Every question that the readers answer. */
export const answers = { codes, rejected, request, requests, sources, totals };

export type Answers = typeof answers;
