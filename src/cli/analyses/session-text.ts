import { styleText } from 'node:util';
import type { RelatedSession, SessionDetail } from '../../store/sqlite/session-detail.ts';
import { type Column, listLines, type Paper } from '../listing.ts';
import { padEnd, printable } from '../text.ts';
import { clientOf, clockFor, durationOf, plain, type Row, textOf } from './cells.ts';
import { LogFiles } from './log-files.ts';
import { legend, stepLines } from './steps.ts';

/** One session for people: who, what happened step by step, how the client came and went. */
export function sessionLines(detail: SessionDetail, paper: Paper, all: boolean): string[] {
  const files = new LogFiles();
  const steps = stepLines(detail.steps, files, paper, all);
  return [
    ...headLines(detail.session, paper),
    '',
    ...steps,
    '',
    ...legend(steps, files),
    ...reconnectLines(detail, paper),
    ...relatedLines(detail.related, paper),
  ];
}

/** `2026-03-04 09:12:44.031 UTC` */
export const momentOf = (at: Row[string] | undefined): string =>
  textOf(at) === '' ? '' : `${textOf(at).slice(0, 10)} ${textOf(at).slice(11, 23)} UTC`;

/** Names and values below each other; those without a value are left out. */
export function fieldLines(fields: readonly (readonly [string, string])[], paper: Paper): string[] {
  const filled = fields.filter(([, value]) => value !== '');
  const room = Math.max(...filled.map(([name]) => name.length));
  return filled.map(([name, value]) => `  ${faint(padEnd(name, room), paper)}  ${printable(value)}`);
}

export const faint = (text: string, { stream }: Paper): string =>
  styleText('gray', text, { stream: stream as NodeJS.WriteStream });

function headLines(session: Row, paper: Paper): string[] {
  const length = durationOf(Number(session['ended_ms']) - Number(session['started_ms']));
  const counts = [
    [session['requests'], 'requests'],
    [session['failures'], 'failed'],
    [session['client_gone'], 'dropped by the client'],
    [session['challenges'], 'challenges'],
    [session['missing_requests'], 'in no log that was read'],
    [session['resumes'], 'resumes'],
  ] as const;
  const mode = textOf(session['client_mode']);
  return [
    `Session ${textOf(session['id'])}, ${endpointText(session['endpoint'])}: ${END[textOf(session['end_reason'])] ?? textOf(session['end_reason'])}`,
    ...fieldLines(
      [
        ['user', textOf(session['user']) || 'not named'],
        ['mailbox', textOf(session['mailbox'])],
        ['client', `${clientOf(session)}${mode === '' ? '' : `, ${mode}`}`],
        ['instance', textOf(session['client_instance'])],
        ['context', textOf(session['context'])],
        ['address', textOf(session['client_ip'])],
        ['servers', `${textOf(session['front_ends']) || '?'} → ${textOf(session['back_end']) || '?'}`],
        ['database', textOf(session['database'])],
        ['from', momentOf(session['started_at'])],
        ['to', `${momentOf(session['ended_at'])}, ${length}`],
        [
          'counts',
          counts
            .flatMap(([count, what], at) => (at === 0 || Number(count) > 0 ? `${textOf(count)} ${what}` : []))
            .join(', '),
        ],
        ['noise', textOf(session['noise'])],
      ],
      paper,
    ),
  ];
}

const endpointText = (endpoint: Row[string] | undefined): string =>
  endpoint === 'nspi'
    ? 'nspi (address book)'
    : endpoint === 'emsmdb'
      ? 'emsmdb (mailbox)'
      : 'endpoint not known';

const END: Record<string, string> = {
  disconnect: 'ended by the client',
  expired: 'expired after 15 minutes of silence',
  failover: 'lost by a failover',
  recycle: 'lost by a recycle of the back-end process',
  network: 'lost by the network',
  superseded: 'superseded by another one',
  open: 'open',
};

const measure = (name: string, rank: number): Column<Row> => ({
  head: name,
  rank,
  right: true,
  value: (row) => durationOf(row[`${name}_ms`]),
});

function reconnectLines({ session, reconnects }: SessionDetail, paper: Paper): string[] {
  if (reconnects.length === 0) return [];
  const clock = clockFor(reconnects.map((row) => row['first_attempt_at']));
  const columns: Column<Row>[] = [
    plain('id', 0, { right: true }),
    { head: 'first attempt', rank: 0, value: (row) => clock.write(row['first_attempt_at'], 12) },
    plain('kind', 0),
    plain('cause', 1),
    { head: 'from → to', rank: 4, value: (row) => fromTo(row, session.id) },
    measure('usable', 1),
    measure('recovery', 2),
    measure('connect', 5),
    measure('detect', 5),
    measure('gap', 6),
    plain('attempts', 6, { right: true }),
  ];
  return ['', 'How the client came and came back', ...listLines(columns, reconnects, paper)];
}

function fromTo(row: Row, self: number): string {
  const name = (id: Row[string] | undefined): string => (id === self ? 'this one' : `session ${textOf(id)}`);
  return row['kind'] === 'resume'
    ? 'went on'
    : `${name(row['previous_session_id'])} → ${name(row['session_id'])}`;
}

function relatedLines(related: readonly RelatedSession[], paper: Paper): string[] {
  if (related.length === 0) return [];
  const rows = related.map(({ relation, session }): Row => ({ ...session, relation }));
  const clock = clockFor(rows.map((row) => row['started_at']));
  const columns: Column<Row>[] = [
    { head: 'relation', rank: 0, value: (row) => textOf(row['relation']).replace('_', ' ') },
    plain('id', 0, { right: true }),
    { head: 'started', rank: 0, value: (row) => clock.write(row['started_at'], 8) },
    plain('endpoint', 1),
    plain('end_reason', 2, { head: 'end' }),
    plain('requests', 3, { right: true }),
    plain('failures', 3, { head: 'failed', right: true }),
    plain('back_end', 4),
    plain('context', 5),
  ];
  return ['', 'Related sessions', ...listLines(columns, rows, paper)];
}
