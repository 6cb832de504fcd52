import { failures } from './failures.ts';
import { reconnect, reconnects } from './reconnects.ts';
import { request, requests } from './requests.ts';
import { session, sessions } from './sessions.ts';
import { codes, rejected, sources } from './sources.ts';
import { totals } from './status.ts';

/** Every question that the readers answer. */
export const answers = {
  codes,
  failures,
  reconnect,
  reconnects,
  rejected,
  request,
  requests,
  session,
  sessions,
  sources,
  totals,
};

export type Answers = typeof answers;
