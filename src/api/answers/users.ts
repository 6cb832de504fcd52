import type { Static } from 'typebox';
import { userKey } from '../../formats/values/user-key.ts';
import { coverageOf } from '../../store/sqlite/coverage.ts';
import { failurePage } from '../../store/sqlite/failures.ts';
import { stepsOf } from '../../store/sqlite/figures/steps.ts';
import { Reader, type RequestFilter } from '../../store/sqlite/reader.ts';
import { reconnectPage } from '../../store/sqlite/reconnects.ts';
import { sessionPage } from '../../store/sqlite/sessions.ts';
import { isKnownUser, userRows } from '../../store/sqlite/users.ts';
import { Problem } from '../problems.ts';
import type { UserDetail, UserPage } from '../schemas/details.ts';
import type { UserDetailQuery, UserQuery } from '../schemas/queries.ts';
import { aboutOf, boundedOf } from './about.ts';
import type { AnswerContext } from './context.ts';

type Page = Static<typeof UserPage>;
type Detail = Static<typeof UserDetail>;
type Row = Page['users'][number];

/** Rows of each kind that a person's page has at most. */
const MOST = 500;

/** The people that are asked for, all of them. */
export function allUsers(context: AnswerContext, { q, ...query }: Static<typeof UserQuery>) {
  const about = aboutOf(context, query);
  const wanted = q === undefined ? undefined : userKey(q);
  const rows = userRows(context.db, context.figures, boundedOf(about));
  const matches = ({ user, spellings }: Row): boolean =>
    wanted === undefined || [userKey(user), ...spellings].some((name) => name.includes(wanted));
  return { users: rows.filter(matches), range: about.range };
}

/**
 * `GET /api/v1/users`. The order is a ranking and changes with what is read, so a page begins behind so many people.
 * @throws Problem when the cursor is none
 */
export function users(context: AnswerContext, query: Static<typeof UserQuery>): Page {
  const { limit, cursor = '0' } = query;
  if (!/^\d{1,9}$/.test(cursor)) throw new Problem('bad_request', 'cursor is not one that mapiscope gave');
  const { users: all, range } = allUsers(context, query);
  const end = Number(cursor) + limit;
  return {
    users: all.slice(Number(cursor), end),
    next_cursor: end < all.length ? String(end) : null,
    range,
    total: all.length,
  };
}

/**
 * `GET /api/v1/users/{user}`.
 * @throws Problem when nobody is called so
 */
export function user(
  context: AnswerContext,
  { user: name, ...query }: { user: string } & Static<typeof UserDetailQuery>,
): Detail {
  const { db, figures, ingest } = context;
  if (!isKnownUser(db, name)) throw new Problem('not_found', 'no request names this user');
  const about = aboutOf(context, query);
  const everybody = boundedOf(about);
  const filter = { ...everybody, user: [name] };
  const resolved = new Reader(db).resolve(filter);
  const sessions = sessionPage(db, resolved, -1, null) as unknown as Detail['sessions'];
  const rows = userRows(db, figures, everybody);
  const spellings = new Set(resolved.values.get('user'));
  const isThey = (row: Row): boolean => row.spellings.some((spelling) => spellings.has(spelling));
  const others = rows.filter((row) => !isThey(row)).map((row) => row.user);
  return {
    range: about.range,
    coverage: coverageOf(db, filter, ingest),
    user: rows.find(isThey) ?? nothingOf(name, spellings),
    mailboxes: mailboxesOf(context, filter),
    clients: clientsOf(sessions),
    sessions: sessions.slice(0, MOST),
    reconnects: reconnectPage(db, resolved, MOST, null) as unknown as Detail['reconnects'],
    failures: failurePage(db, resolved, MOST, null) as unknown as Detail['failures'],
    ...howTheyFared(context, filter),
    // Without others, a filter of nobody would mean everybody.
    peers: {
      users: others.length,
      ...howTheyFared(context, { ...everybody, user: others.length === 0 ? [''] : others }),
    },
  };
}

const nothingOf = (user: string, spellings: ReadonlySet<string>): Row => ({
  user,
  spellings: [...spellings],
  sessions: 0,
  requests: 0,
  failures: 0,
  client_gone: 0,
  reconnects: 0,
  restarts: 0,
  resumes: 0,
  last_at: null,
});

function mailboxesOf({ figures }: AnswerContext, filter: RequestFilter): string[] {
  const [facet] = figures.facets(filter, ['mailbox'], MOST);
  return (facet?.values ?? []).flatMap(({ value }) => (value === null ? [] : [value]));
}

/** Outlooks (client instances, and what else they said of themselves), the one that was seen last first. */
function clientsOf(sessions: Detail['sessions']): Detail['clients'] {
  const clients = new Map<string, Detail['clients'][number]>();
  for (const {
    client_instance,
    client_software,
    client_version,
    client_mode,
    client_ip,
    ...rest
  } of sessions) {
    const what = { client_instance, client_software, client_version, client_mode, client_ip };
    const key = JSON.stringify(what);
    const client = clients.get(key) ?? { ...what, sessions: 0, first_at: null, last_at: null };
    client.sessions++;
    if (client.first_at === null || rest.started_at < client.first_at) client.first_at = rest.started_at;
    if (client.last_at === null || rest.ended_at > client.last_at) client.last_at = rest.ended_at;
    clients.set(key, client);
  }
  return [...clients.values()].sort((a, b) => ((a.last_at ?? '') < (b.last_at ?? '') ? 1 : -1));
}

function howTheyFared({ figures }: AnswerContext, filter: RequestFilter) {
  const steps = stepsOf(filter.sinceMs ?? 0, filter.untilMs ?? 0, 2);
  const { execute, reconnect, survival } = figures.overview(filter, steps, 0).totals;
  return { execute, reconnect, survival };
}
