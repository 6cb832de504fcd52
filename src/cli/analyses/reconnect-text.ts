import type { ReconnectDetail } from '../../store/sqlite/reconnect-detail.ts';
import type { RequestRow } from '../../store/sqlite/request-filter.ts';
import type { TimelineStep } from '../../store/sqlite/session-detail.ts';
import { durationText } from '../durations.ts';
import { type Column, listLines, type Paper } from '../listing.ts';
import { printable } from '../text.ts';
import { clientOf, durationOf, EVIDENCE, type Row, textOf, wayOf } from './cells.ts';
import { factText } from './facts.ts';
import { LogFiles } from './log-files.ts';
import { fieldLines, momentOf } from './session-text.ts';
import { bar, legend, stepLines } from './steps.ts';

/** One reconnect for people: its points in time, why, and the requests. */
export function reconnectLines(detail: ReconnectDetail, paper: Paper, all: boolean): string[] {
  const { reconnect, requests } = detail;
  const files = new LogFiles();
  const steps = stepLines(stepsOf(detail), files, paper, all);
  const old = textOf(reconnect.previous_session_id);
  return [
    `${TITLES[reconnect.kind]} ${reconnect.id}: ${textOf(reconnect['cause'])}`,
    ...fieldLines(
      [
        ['user', textOf(reconnect['user']) || 'not named'],
        ['client', clientOf(reconnect)],
        ['instance', textOf(reconnect['client_instance'])],
        ['address', textOf(reconnect['client_ip'])],
        ['way', wayOf(reconnect['front_end'], reconnect['back_end'])],
        ['database', textOf(reconnect['database'])],
        ['evidence', EVIDENCE.value(reconnect)],
        ['old context', old === '' ? '' : `${textOf(reconnect['previous_context'])}, session ${old}`],
        ['context', `${textOf(reconnect['context'])}, session ${reconnect.session_id}`],
      ],
      paper,
    ),
    '',
    ...anatomy(reconnect, paper),
    '',
    `Why ${textOf(reconnect['cause'])}`,
    ...detail.evidence.map((fact) => factLine(fact, requests, files)),
    '',
    ...peerLines(detail),
    '',
    'Requests, from the last good one to the first one of use; offsets from the first of them',
    ...steps,
    '',
    ...legend(steps, files),
  ];
}

const TITLES = { reconnect: 'Reconnect', resume: 'Resume', restart: 'Restart' } as const;

/** The points in time below each other, each with how long it came after the one before. */
function anatomy(reconnect: Row, paper: Paper): string[] {
  const points = [
    ['last good', 'last_good_at'],
    ['lost', 'lost_at'],
    ['first attempt', 'first_attempt_at'],
    ['connected', 'connected_at'],
    ['usable', 'usable_at'],
  ] as const;
  let before: number | null = null;
  const rows = points.flatMap(([name, column]): Row[] => {
    const at = textOf(reconnect[column]);
    if (at === '') return column === 'usable_at' ? [{ name, at: 'not yet', after: null }] : [];
    const ms = Date.parse(at);
    const after = before === null ? null : ms - before;
    before = ms;
    return [{ name, at: momentOf(at), after }];
  });
  const columns: Column<Row>[] = [
    { head: 'point', rank: 0, value: (row) => textOf(row['name']) },
    { head: 'at', rank: 0, value: (row) => textOf(row['at']) },
    { head: 'after', rank: 0, right: true, value: (row) => durationOf(row['after']) },
    { head: '', rank: 1, value: ({ after }) => (typeof after === 'number' ? bar(after) : '') },
  ];
  const measures = (
    [
      ['usable in', 'usable_ms'],
      ['recovered in', 'recovery_ms'],
      ['connected in', 'connect_ms'],
      ['detected in', 'detect_ms'],
      ['gap', 'gap_ms'],
    ] as const
  ).flatMap(([name, column]) => {
    const value = durationOf(reconnect[column]);
    return value === '' ? [] : `${name} ${value}`;
  });
  const tries = `${textOf(reconnect['attempts'])} attempts, ${textOf(reconnect['auth_legs'])} challenges`;
  return [...listLines(columns, rows, paper), '', `${[...measures, tries].join(', ')}`];
}

function factLine(
  { fact, value, request_id }: ReconnectDetail['evidence'][number],
  requests: readonly RequestRow[],
  files: LogFiles,
): string {
  const request = requests.find(({ id }) => id === request_id);
  const place = request === undefined ? '' : files.places(request);
  const shown = request_id === null ? '' : ` (request ${request_id}${place === '' ? '' : `, ${place}`})`;
  return printable(`  - ${factText(fact, value)}${shown}`);
}

/** Fewer have no percentiles worth the name. */
const LEAST_PEERS = 10;

function peerLines({ reconnect, peers }: ReconnectDetail): string[] {
  const { count, p50, p95, max } = peers;
  if (count === 0 || p50 === null || p95 === null || max === null)
    return [`No other ${reconnect.kind} within a day before and after to compare with.`];
  const others = `${count.toLocaleString('en')} other ${reconnect.kind}${count === 1 ? '' : 's'} within a day`;
  const slowest = `the slowest was usable in ${durationText(max)}`;
  if (count < LEAST_PEERS) return [`Beside ${others}: ${slowest}.`];
  return [
    `Beside ${others}: half were usable within ${durationText(p50)}, 95 % within ${durationText(p95)}; ${slowest}.`,
  ];
}

/** The requests as steps, offsets from the start of the first. */
function stepsOf({ requests, failures }: ReconnectDetail): TimelineStep[] {
  const failed = new Map(failures.map((failure) => [failure.id, failure]));
  const start = Number(requests[0]?.['started_ms'] ?? 0);
  return requests.map((request) => ({
    kind: 'request',
    offset_ms: Number(request['started_ms']) - start,
    duration_ms: request.ended_ms - Number(request['started_ms']),
    request,
    failure: failed.get(request.id) ?? null,
    from: null,
    to: null,
  }));
}
