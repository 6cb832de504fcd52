import { Command } from 'commander';
import { countFailures, failurePage } from '../../store/sqlite/failures.ts';
import { type Clock, clientOf, durationOf, EVIDENCE, plain, type Row, wayOf } from '../analyses/cells.ts';
import { codeOf, resolutionTone, resolutionWord } from '../analyses/failure-text.ts';
import { type ListKind, listAction } from '../analyses/list.ts';
import type { Column } from '../listing.ts';

/** `mapiscope failures`: what failed, and what became of it. */
export function failuresCommand(): Command {
  const command = new Command('failures').description(
    'List failed requests, the latest first: what failed, where, and whether the client recovered.',
  );
  return listAction(command, failures).addHelpText(
    'after',
    '\nExample: mapiscope failures --since latest-1h --server EXCH02',
  );
}

const failures: ListKind = {
  view: 'failures',
  order: 'Failures, the latest first',
  time: 'at',
  page: failurePage,
  count: countFailures,
  columns,
  hint: 'mapiscope sessions show SESSION tells what happened around one.',
};

function columns(clock: Clock): Column<Row>[] {
  return [
    { head: 'at', rank: 0, value: (row) => clock.write(row['at'], 12) },
    { head: 'resolution', rank: 1, value: resolutionWord, tone: resolutionTone },
    {
      head: 'after',
      rank: 5,
      right: true,
      value: ({ recovered_after_ms }) => durationOf(recovered_after_ms),
    },
    plain('user', 1, { least: 16 }),
    plain('request_type', 3, { head: 'request', least: 7 }),
    { head: 'code', rank: 1, value: codeOf, least: 28 },
    plain('class', 6),
    { head: 'front end → back end', rank: 4, value: ({ front_end, back_end }) => wayOf(front_end, back_end) },
    plain('client_ip', 7, { head: 'address' }),
    { head: 'client', rank: 8, value: clientOf, least: 27 },
    plain('session_id', 2, { head: 'session', right: true }),
    EVIDENCE,
    plain('noise', 3),
    plain('context', 9),
  ];
}
