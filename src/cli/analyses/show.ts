import { type Command, Option } from 'commander';
import { normaliseGuid } from '../../formats/values/guid.ts';
import { type Coverage, coverageOf } from '../../store/sqlite/coverage.ts';
import { type Connection, openForReading } from '../../store/sqlite/database.ts';
import { CliError } from '../errors.ts';
import { type Paper, paperOf } from '../listing.ts';
import { settings } from '../settings.ts';
import { printable } from '../text.ts';
import { coverageLines } from './coverage.ts';

/** What the commands that show one thing can be asked. */
export interface ShowOptions {
  db: string;
  format: 'text' | 'json';
  all?: boolean;
}

/** Something that is shown whole. */
export interface Shown<Detail> {
  /** What it is called: `session`. */
  noun: string;
  /** Its list: `sessions`. */
  list: string;
  find(db: Connection, id: number): Detail | null;
  /** The context whose records stand behind it. */
  context(detail: Detail): string;
  lines(detail: Detail, paper: Paper, all: boolean): string[];
}

/** Makes a command show one thing, by its number or by a Session Context. */
export function showAction<Detail>(command: Command, shown: Shown<Detail>): Command {
  return command
    .addOption(settings.db())
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .option('--all', 'every request; else runs in which nothing happened are folded')
    .action((id: string, options: ShowOptions, self: Command) =>
      show(shown, id, { ...options, db: databaseOf(self, options) }),
    );
}

/** The database may also be named before the subcommand: `mapiscope sessions --db x.db show 5`. */
function databaseOf(command: Command, { db }: ShowOptions): string {
  const { parent } = command;
  const own = command.getOptionValueSource('db');
  return own !== 'cli' && parent?.getOptionValueSource('db') === 'cli' ? String(parent.opts()['db']) : db;
}

function show<Detail>(shown: Shown<Detail>, text: string, { db: file, format, all }: ShowOptions): void {
  const db = openForReading(file);
  try {
    const id = idOf(db, text, shown);
    const detail = id === null ? null : shown.find(db, id);
    if (detail === null)
      throw new CliError(
        `there is no ${shown.noun} ${printable(text)} in ${printable(file)}: list them with "mapiscope ${shown.list}"`,
      );
    const coverage: Coverage = coverageOf(db, { context: [shown.context(detail)], includeNoise: true });
    if (format === 'json') {
      process.stdout.write(`${JSON.stringify({ ...detail, coverage }, null, 2)}\n`);
      return;
    }
    const lines = [...shown.lines(detail, paperOf(process.stdout), all === true), ...coverageLines(coverage)];
    process.stdout.write(`${lines.join('\n')}\n`);
  } finally {
    db.close();
  }
}

/** @returns the number; of a GUID that of the session with this context, or of the last reconnect to it; else null */
function idOf(db: Connection, text: string, { list }: { list: string }): number | null {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const context = normaliseGuid(text.trim());
  if (context === null) return null;
  const session = db.prepare('SELECT id FROM session WHERE context = ?').pluck().get(context);
  if (session === undefined || list === 'sessions') return (session as number | undefined) ?? null;
  const reconnect = db.prepare('SELECT max(id) FROM reconnects WHERE session_id = ?').pluck().get(session);
  return (reconnect as number | null) ?? null;
}
