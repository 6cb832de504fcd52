import { Command } from 'commander';
import { reconnectDetail } from '../../store/sqlite/reconnect-detail.ts';
import { countReconnects, reconnectPage } from '../../store/sqlite/reconnects.ts';
import {
  type Clock,
  clientOf,
  countOf,
  durationOf,
  EVIDENCE,
  plain,
  type Row,
  wayOf,
} from '../analyses/cells.ts';
import { type ListKind, listAction } from '../analyses/list.ts';
import { reconnectLines } from '../analyses/reconnect-text.ts';
import { showAction } from '../analyses/show.ts';
import type { Column } from '../listing.ts';

/** `mapiscope reconnects`: how clients came back, how long it took and why. */
export function reconnectsCommand(): Command {
  const command = new Command('reconnects').description(
    'List how clients came back, the latest first: reconnects, resumes and restarts, how long they took and why.',
  );
  return listAction(command, reconnects)
    .enablePositionalOptions()
    .addCommand(showReconnectCommand())
    .addHelpText('after', '\nExample: mapiscope reconnects --since latest-24h --user anna@contoso.com');
}

/** `mapiscope reconnects show`: how and why a client came back. */
function showReconnectCommand(): Command {
  const command = new Command('show')
    .description('Show one reconnect: what was lost when, why, and the requests up to the first one of use.')
    .argument('<id>', 'its number, or the Session Context (GUID) that it led to');
  return showAction(command, {
    noun: 'reconnect',
    list: 'reconnects',
    find: reconnectDetail,
    context: ({ reconnect }) => reconnect.context,
    lines: reconnectLines,
  });
}

const reconnects: ListKind = {
  view: 'reconnects',
  order: 'Reconnects, the latest first',
  time: 'first_attempt_at',
  page: reconnectPage,
  count: countReconnects,
  columns,
  hint: 'usable in: from the first attempt to the first request of use. mapiscope reconnects show ID tells why and how.',
};

function columns(clock: Clock): Column<Row>[] {
  return [
    plain('id', 0, { right: true }),
    { head: 'first attempt', rank: 0, value: (row) => clock.write(row['first_attempt_at'], 8) },
    plain('kind', 1),
    plain('cause', 1),
    plain('user', 2, { least: 18 }),
    {
      head: 'usable in',
      rank: 0,
      right: true,
      value: ({ usable_ms }) => durationOf(usable_ms) || 'never',
      tone: ({ usable_ms }) => (usable_ms === null ? 'red' : null),
    },
    EVIDENCE,
    measure('recovery', 5),
    measure('connect', 6),
    measure('detect', 7),
    measure('gap', 8),
    { head: 'attempts', rank: 6, right: true, value: ({ attempts }) => countOf(attempts) },
    { head: '401s', rank: 9, right: true, value: ({ auth_legs }) => countOf(auth_legs) },
    { head: 'front end → back end', rank: 3, value: ({ front_end, back_end }) => wayOf(front_end, back_end) },
    plain('client_ip', 7, { head: 'address' }),
    { head: 'client', rank: 8, value: clientOf, least: 27 },
    plain('endpoint', 9),
    plain('session_id', 6, { head: 'session', right: true }),
    plain('context', 10),
  ];
}

const measure = (name: string, rank: number): Column<Row> => ({
  head: name,
  rank,
  right: true,
  value: (row) => durationOf(row[`${name}_ms`]),
});
