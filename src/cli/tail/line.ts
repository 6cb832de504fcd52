import { cut, padEnd, printable } from '../text.ts';
import type { TailRow } from './row.ts';

const ABSENT = '-';
const OUTCOME = 11;
const MILLISECONDS = 7;
/** Below this width of the terminal the columns are set closer. */
const ROOMY = 130;
/** Below this one the servers come only as far as there is room. */
const NARROW = 100;

interface Widths {
  gap: string;
  user: number;
  type: number;
  result: number;
}

/** Room of the columns that can give way, for a terminal this wide. */
function widthsFor(columns: number): Widths {
  const [gap, type] = columns < ROOMY ? [' ', 12] : ['  ', 16];
  const servers = columns < NARROW ? 2 : 16;
  const fixed = 13 + OUTCOME + type + MILLISECONDS + 6 * gap.length;
  const rest = Math.max(24, columns - fixed - servers);
  const user = Math.min(32, Math.floor(rest / 2));
  return { gap, type, user, result: Math.min(26, rest - user) };
}

/** Where there is no terminal nothing is cut: a longer value moves what follows. */
const UNCUT: Widths = { gap: '  ', type: 16, user: 32, result: 26 };

/** HTTP status, then the codes that say more. */
function result({ httpStatus, errorCode, responseCode, statusCode }: TailRow): string {
  const parts = [
    httpStatus ?? ABSENT,
    errorCode,
    responseCode === null || responseCode === 0 ? null : `response ${responseCode}`,
    statusCode === null || statusCode === 0 ? null : `status ${statusCode}`,
  ];
  return parts.filter((part) => part !== null).join(' ');
}

/**
 * A request in one line: time, outcome, user, request type, status and codes, milliseconds, front end → back end, and
 * why it failed. Whatever the log holds, the line has no control character.
 * @param columns width of the terminal, null where there is none: then nothing is cut and the time has its date
 */
export function requestLine(row: TailRow, columns: number | null): string {
  const { gap, user, type, result: results } = columns === null ? UNCUT : widthsFor(columns);
  const cell = (value: string | null, room: number): string => {
    const text = printable(value ?? ABSENT);
    return padEnd(columns === null ? text : cut(text, room), room);
  };
  const at = row.endedAt ?? ABSENT;
  const line = [
    cell(columns === null ? at : at.slice(11, 23), columns === null ? 24 : 12),
    cell(row.outcome, OUTCOME),
    cell(row.user, user),
    cell(row.requestType, type),
    cell(result(row), results),
    (row.durationMs === null ? ABSENT : String(Math.round(row.durationMs))).padStart(MILLISECONDS),
    printable(`${row.frontEnd ?? ABSENT} → ${row.backEnd ?? ABSENT}`),
    printable(row.failureClass ?? ''),
  ]
    .join(gap)
    .trimEnd();
  // The first column of the terminal is for the mark of a changed request.
  return columns === null ? line : cut(line, columns - 1);
}
