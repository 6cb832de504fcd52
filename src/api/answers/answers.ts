import { failureCodes, failures } from './failures.ts';
import { facets, latency, overview } from './figures.ts';
import { reconnect, reconnects } from './reconnects.ts';
import { request, requests } from './requests.ts';
import { search } from './search.ts';
import { session, sessions } from './sessions.ts';
import { codes, rejected, sources } from './sources.ts';
import { totals } from './status.ts';
import { user, users } from './users.ts';

/** Every question that the readers answer. */
export const answers = {
  codes,
  facets,
  failureCodes,
  failures,
  latency,
  overview,
  reconnect,
  reconnects,
  rejected,
  request,
  requests,
  search,
  session,
  sessions,
  sources,
  totals,
  user,
  users,
};

export type Answers = typeof answers;
