import { styleText } from 'node:util';
import type { Command } from 'commander';
import { coverageOf } from '../../store/sqlite/coverage.ts';
import { type Connection, openForReading } from '../../store/sqlite/database.ts';
import { type Figures, figuresOf } from '../../store/sqlite/figures/figures.ts';
import type { PageCursor } from '../../store/sqlite/paging.ts';
import { Reader } from '../../store/sqlite/reader.ts';
import type { ResolvedFilter } from '../../store/sqlite/request-filter.ts';
import { type Column, listLines, paperOf } from '../listing.ts';
import { rowPrinter } from '../rows.ts';
import { type Clock, clockFor, type Row } from './cells.ts';
import { coverageLines } from './coverage.ts';
import { type AskedFilter, addListOptions, filterOf, type ListOptions } from './options.ts';

/** One list of the analyses. */
export interface ListKind {
  /** The view, which is also what its rows are called. */
  view: 'sessions' | 'failures' | 'reconnects';
  /** How they are ordered, for people. */
  order: string;
  /** Column of the view with the time that rows are ordered by, as text. */
  time: string;
  page(db: Connection, filter: ResolvedFilter, limit: number, after: PageCursor | null): Row[];
  count(db: Connection, filter: ResolvedFilter): number;
  columns(clock: Clock): Column<Row>[];
  /** Said after the rows, when there are any. */
  hint?: string;
}

/** Makes a command print a list. */
export function listAction(command: Command, kind: ListKind): Command {
  return addListOptions(command).action((options: ListOptions) => printList(kind, options));
}

async function printList(kind: ListKind, options: ListOptions): Promise<void> {
  const db = openForReading(options.db);
  try {
    const span = figuresOf(db).span();
    const filter = filterOf(new Reader(db), options, span?.lastMs ?? null);
    const rows = kind.page(db, filter.resolved, options.limit, null);
    const total = kind.count(db, filter.resolved);
    if (options.format === 'table') process.stdout.write(tableOf(db, kind, rows, total, filter, span));
    else await printRows(db, kind, rows, total, options);
  } finally {
    db.close();
  }
}

async function printRows(
  db: Connection,
  { view }: ListKind,
  rows: readonly Row[],
  total: number,
  { format }: ListOptions,
): Promise<void> {
  const names = db
    .prepare(`SELECT * FROM ${view}`)
    .columns()
    .map(({ name }) => name);
  const printer = rowPrinter(format, process.stdout);
  await printer.columns(names);
  if (rows.length > 0) await printer.rows(rows.map((row) => names.map((name) => row[name] ?? null)));
  await printer.end();
  // A script must not take a part for the whole.
  if (total > rows.length) process.stderr.write(`${rows.length} of ${total} ${view}; --limit gives more\n`);
}

function tableOf(
  db: Connection,
  kind: ListKind,
  rows: readonly Row[],
  total: number,
  { asked, resolved }: AskedFilter,
  span: ReturnType<Figures['span']>,
): string {
  const { view, hint } = kind;
  const paper = paperOf(process.stdout);
  const faint = (text: string): string => styleText('gray', text, { stream: process.stdout });
  const number = (value: number): string => value.toLocaleString('en');
  const lines: string[] = [];
  if (rows.length > 0) {
    const clock = clockFor(rows.map((row) => row[kind.time]));
    const of = clock.day === null ? '' : ` on ${clock.day}`;
    lines.push(
      faint(`${kind.order}; times${of} are UTC`),
      ...listLines(kind.columns(clock), rows, paper),
      '',
    );
    const shown = rows.length < total ? `${number(rows.length)} of ${number(total)}` : number(total);
    lines.push(
      `${shown} ${total === 1 ? view.slice(0, -1) : view}${rows.length < total ? '; --limit gives more' : ''}`,
    );
  } else {
    lines.push(`No ${view}${isNarrowed(resolved) ? ' for this filter' : ''}.${spanText(span)}`);
  }
  if (!resolved.includeNoise) {
    const hidden = kind.count(db, { ...resolved, includeNoise: true }) - total;
    if (hidden > 0)
      lines.push(`${number(hidden)} more are noise: probes and health checks (--include-noise)`);
  }
  lines.push(
    ...coverageLines(coverageOf(db, asked)).map((line) =>
      styleText('yellow', line, { stream: process.stdout }),
    ),
  );
  if (rows.length > 0 && hint !== undefined) lines.push(faint(hint));
  return `${lines.join('\n')}\n`;
}

const isNarrowed = ({ sinceMs, untilMs, values }: ResolvedFilter): boolean =>
  sinceMs !== null || untilMs !== null || values.size > 0;

function spanText(span: ReturnType<Figures['span']>): string {
  if (span === null) return ' The database has no requests yet: read logs with "mapiscope ingest PATH…".';
  const at = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
  return ` The database has requests from ${at(span.firstMs)} to ${at(span.lastMs)} (UTC).`;
}
