import { codes } from './en/codes.ts';
import { failures } from './en/failures.ts';
import { filters } from './en/filters.ts';
import { frame } from './en/frame.ts';
import { live } from './en/live.ts';
import { overview } from './en/overview.ts';
import { reconnects } from './en/reconnects.ts';
import { requests } from './en/requests.ts';
import { sessions } from './en/sessions.ts';
import { shared } from './en/shared.ts';
import { sources } from './en/sources.ts';
import { sql } from './en/sql.ts';
import { users } from './en/users.ts';

/**
 * Every text of the UI, by the place it stands in. A translation is another object of the same shape; what has a number
 * in it is a function, so that each language has its own plurals.
 */
export const texts = {
  codes,
  failures,
  filters,
  frame,
  live,
  overview,
  reconnects,
  requests,
  sessions,
  shared,
  sources,
  sql,
  users,
} as const;
