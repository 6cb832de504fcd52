import { styleText } from 'node:util';
import { millisecondsInHour, millisecondsInMinute } from 'date-fns/constants';
import type { RequestRow } from '../../store/sqlite/request-filter.ts';
import type { TimelineStep } from '../../store/sqlite/session-detail.ts';
import { durationText } from '../durations.ts';
import { type Column, listLines, type Paper, type Tone } from '../listing.ts';
import { cut, printable } from '../text.ts';
import { textOf, wayOf } from './cells.ts';
import { codeOf, resolutionOf } from './failure-text.ts';
import { type Folded, foldSteps } from './fold.ts';
import type { LogFiles } from './log-files.ts';
import { isLongPoll } from './long-poll.ts';

/** A bar is full at the longest long poll. */
const FULL_MS = 300_000;
const BAR = 8;

/** A bar whose length grows with the logarithm of the duration: 10 ms and 10 s are both to be seen. */
export function bar(ms: number, character = '█'): string {
  const halves = Math.round((2 * BAR * Math.log1p(Math.max(0, ms))) / Math.log1p(FULL_MS));
  const whole = character.repeat(Math.min(BAR, halves >> 1));
  return halves % 2 === 1 && halves < 2 * BAR && character === '█' ? `${whole}▌` : whole;
}

/** `1:02:03.456` */
export function offsetText(ms: number): string {
  const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');
  const whole = Math.max(0, Math.round(ms));
  const [hours, minutes] = [
    Math.floor(whole / millisecondsInHour),
    Math.floor(whole / millisecondsInMinute) % 60,
  ];
  return `${hours}:${pad(minutes, 2)}:${pad(Math.floor(whole / 1000) % 60, 2)}.${pad(whole % 1000, 3)}`;
}

const OUTCOMES: Record<string, string> = { client_gone: 'dropped' };
const TONES: Record<string, Tone> = { failed: 'red', client_gone: 'yellow', challenge: 'gray' };

type RequestStep = TimelineStep & { request: RequestRow };

const columns = (files: LogFiles): Column<RequestStep>[] => [
  { head: 'offset', rank: 0, value: ({ offset_ms }) => offsetText(offset_ms) },
  {
    head: 'took',
    rank: 1,
    right: true,
    value: ({ duration_ms }) => (duration_ms === null ? '' : durationText(duration_ms)),
  },
  {
    head: '',
    rank: 3,
    value: ({ duration_ms, request }) =>
      bar(duration_ms ?? 0, isLongPoll(request['request_type']) ? '░' : '█'),
  },
  { head: 'request', rank: 0, least: 10, value: ({ request }) => textOf(request['request_type']) || '?' },
  {
    head: 'outcome',
    rank: 0,
    value: ({ request }) => OUTCOMES[textOf(request['outcome'])] ?? textOf(request['outcome']),
    tone: ({ request }) => TONES[textOf(request['outcome'])] ?? null,
  },
  {
    head: 'front end → back end',
    rank: 2,
    value: ({ request }) => wayOf(request['front_end'], request['back_end']),
  },
  { head: 'lines', rank: 4, value: ({ request }) => files.places(request) },
];

/** What the numbers in the column `lines` mean, or how to see it. */
export function legend(steps: readonly string[], files: LogFiles): string[] {
  const named = files.lines();
  return [
    ...(named.length === 0
      ? []
      : ['Lines: log and byte of the front end’s record, then of the back end’s', ...named]),
    ...(hasPlaces(steps[0] ?? '')
      ? []
      : ['A wider terminal (or --format json) has the raw lines of every request.']),
  ];
}

const hasPlaces = (head: string): boolean => head.endsWith('lines');

/**
 * Steps as lines: a line a request, and what failed below it; silences, changes and the end as lines of their own.
 * @param all false folds runs of requests in which nothing happened
 */
export function stepLines(
  steps: readonly TimelineStep[],
  files: LogFiles,
  paper: Paper,
  all: boolean,
): string[] {
  const entries = all ? steps.map((step): Folded => ({ step })) : foldSteps(steps);
  const requests = entries.flatMap(({ step }) => (isRequest(step) ? [step] : []));
  const [head = '', rule = '', ...rows] = listLines(columns(files), requests, paper);
  // Where the column of the lines has no room, what failed still says where it stands.
  const placed = hasPlaces(head);
  const lines: string[] = [head, rule];
  let at = 0;
  for (const { step, folded } of entries) {
    if (isRequest(step)) {
      lines.push(rows[at++] ?? '', ...troubleLines(step, files, placed, paper));
    } else if (folded !== undefined) {
      lines.push(toned('gray', fitted(foldedText(step.offset_ms, folded), paper), paper));
    } else {
      lines.push(toned(step.kind === 'end' ? 'gray' : 'yellow', fitted(changeText(step), paper), paper));
    }
  }
  return lines;
}

const isRequest = (step: TimelineStep): step is RequestStep =>
  step.kind === 'request' && step.request !== null;

function troubleLines(step: RequestStep, files: LogFiles, placed: boolean, paper: Paper): string[] {
  const { failure, request } = step;
  if (failure === null) return [];
  const where = placed ? '' : ` [${files.places(request)}]`;
  const text = `${codeOf(failure)} (${textOf(failure['class'])}), ${resolutionOf(failure)}${where}`;
  return [toned('red', fitted(`             └ ${printable(text)}`, paper), paper)];
}

const CHANGES: Partial<Record<TimelineStep['kind'], string>> = {
  address: 'another client address',
  front_end: 'through another front end',
  back_end: 'another back end',
};

function changeText({ kind, offset_ms, duration_ms, from, to }: TimelineStep): string {
  const at = offsetText(offset_ms);
  if (kind === 'gap') return `${at}  ── ${durationText(duration_ms ?? 0)} of silence`;
  if (kind === 'end') return `${at}  ── end: ${to}`;
  return printable(`${at}  ── ${CHANGES[kind] ?? kind}: ${from} → ${to}`);
}

function foldedText(offsetMs: number, folded: NonNullable<Folded['folded']>): string {
  const types = [...folded.types].map(([type, count]) => `${count} × ${type}`).join(', ');
  const longest = folded.longestMs === null ? '' : `, up to ${durationText(folded.longestMs)}`;
  const challenges = folded.challenges === 0 ? '' : `; ${folded.challenges} × challenge`;
  return printable(`${offsetText(offsetMs)}  … ${types}: all ok${longest}${challenges}`);
}

const fitted = (text: string, { columns: room }: Paper): string => (room === null ? text : cut(text, room));

const toned = (tone: Tone, text: string, { stream }: Paper): string =>
  styleText(tone, text, { stream: stream as NodeJS.WriteStream });
