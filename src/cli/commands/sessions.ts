import { Command } from 'commander';
import { sessionDetail } from '../../store/sqlite/session-detail.ts';
import { countSessions, sessionPage } from '../../store/sqlite/sessions.ts';
import {
  type Clock,
  clientOf,
  countOf,
  durationOf,
  plain,
  type Row,
  redAbove,
  textOf,
} from '../analyses/cells.ts';
import { type ListKind, listAction } from '../analyses/list.ts';
import { sessionLines } from '../analyses/session-text.ts';
import { showAction } from '../analyses/show.ts';
import type { Column } from '../listing.ts';

/** `mapiscope sessions`: what clients were connected, and what became of them. */
export function sessionsCommand(): Command {
  const command = new Command('sessions').description(
    'List Session Contexts, the latest first: whose they are, what failed in them and how they ended.',
  );
  return listAction(command, sessions)
    .enablePositionalOptions()
    .addCommand(showSessionCommand())
    .addHelpText('after', '\nExample: mapiscope sessions --since latest-24h --user "CONTOSO\\anna"');
}

/** `mapiscope sessions show`: what happened in one session, step by step. */
function showSessionCommand(): Command {
  const command = new Command('show')
    .description('Show one session step by step, how the client came to it, and where the raw lines are.')
    .argument('<id>', 'its number, or its Session Context (GUID)');
  return showAction(command, {
    noun: 'session',
    list: 'sessions',
    find: (db, id) => sessionDetail(db, id, 0, Number.POSITIVE_INFINITY),
    context: ({ session }) => session.context,
    lines: sessionLines,
  });
}

const sessions: ListKind = {
  view: 'sessions',
  order: 'Sessions, the latest start first',
  time: 'started_at',
  page: sessionPage,
  count: countSessions,
  columns,
  hint: 'mapiscope sessions show ID tells what happened in one, step by step.',
};

function columns(clock: Clock): Column<Row>[] {
  return [
    plain('id', 0, { right: true }),
    { head: 'started', rank: 0, value: (row) => clock.write(row['started_at'], 8) },
    {
      head: 'length',
      rank: 2,
      right: true,
      value: (row) => durationOf(Number(row['ended_ms']) - Number(row['started_ms'])),
    },
    plain('user', 1, { least: 18 }),
    plain('endpoint', 4),
    { head: 'requests', rank: 3, right: true, value: ({ requests }) => countOf(requests) || '0' },
    {
      head: 'failed',
      rank: 1,
      right: true,
      value: ({ failures }) => countOf(failures),
      tone: redAbove('failures'),
    },
    { head: 'dropped', rank: 7, right: true, value: ({ client_gone }) => countOf(client_gone) },
    { head: 'resumed', rank: 7, right: true, value: ({ resumes }) => countOf(resumes) },
    { head: 'missing', rank: 8, right: true, value: ({ missing_requests }) => countOf(missing_requests) },
    plain('end_reason', 1, { head: 'end' }),
    {
      head: 'front ends → back end',
      rank: 5,
      least: 22,
      value: ({ front_ends, back_end }) => `${textOf(front_ends) || '?'} → ${textOf(back_end) || '?'}`,
    },
    plain('client_ip', 6, { head: 'address' }),
    { head: 'client', rank: 7, value: clientOf, least: 27 },
    plain('noise', 3),
    plain('context', 9),
  ];
}
