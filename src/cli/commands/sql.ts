import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { Command, Option } from 'commander';
import type { OwnQueries } from '../../saved-queries/own-queries.ts';
import { usualQueriesFile } from '../../saved-queries/user-folder.ts';
import type { SqlPosition } from '../../sql-sandbox/position.ts';
import { runSql, SqlError } from '../../sql-sandbox/run-sql.ts';
import { CliError, exitCode } from '../errors.ts';
import { type Format, formats, rowPrinter } from '../rows.ts';
import { settings } from '../settings.ts';
import { printable } from '../text.ts';

interface Options {
  db: string;
  format: Format;
  timeout: number;
  maxRows: number;
  saved?: string;
  list?: true;
  queries?: string;
}

/** `mapiscope sql`: one read-only query. */
export function sqlCommand(): Command {
  return new Command('sql')
    .description('Run one read-only SQL query; the views are described in docs/reference/views.md.')
    .argument('[query]', 'the query; - reads it from standard input')
    .option('--saved <id>', 'runs a saved query in place of one that is given')
    .option('--list', 'lists the saved queries: those that come with mapiscope, and your own')
    .addOption(settings.db())
    .addOption(new Option('--format <format>', 'how to print the rows').choices(formats).default('table'))
    .addOption(settings.timeout())
    .addOption(settings.maxRows())
    .addOption(settings.queries())
    .addHelpText(
      'after',
      '\nExample: mapiscope sql "SELECT outcome, count(*) AS n FROM requests WHERE noise IS NULL GROUP BY outcome"',
    )
    .action(run);
}

async function run(query: string | undefined, options: Options): Promise<void> {
  const { saved, list, queries = usualQueriesFile() } = options;
  const asked = [query, saved, list].filter((way) => way !== undefined);
  if (asked.length !== 1) throw new CliError('give one of: a query, --saved ID, --list', exitCode.usage);
  // Loaded only here: what checks the file of queries is half of the time that a command takes to start.
  const { OwnQueries, SavedQueriesError } = await import('../../saved-queries/own-queries.ts');
  const own = new OwnQueries(queries);
  try {
    if (list) await printList(own, options.format);
    else await printRows(saved === undefined ? await sqlOf(query) : savedSql(own, saved), options);
  } catch (error) {
    if (error instanceof SqlError)
      throw new CliError(printable(`${placeOf(error.position)}${error.message}`));
    if (error instanceof SavedQueriesError) throw new CliError(printable(error.message));
    throw error;
  }
}

const sqlOf = (query: string | undefined): Promise<string> | string =>
  query === '-' || query === undefined ? text(process.stdin) : query;

function savedSql(own: OwnQueries, id: string): string {
  const query = own.find(id);
  if (query === null) throw new CliError(`there is no saved query ${printable(id)}: --list shows them`);
  return query.sql;
}

const placeOf = (position: SqlPosition | null): string =>
  position === null ? '' : `line ${position.line}, column ${position.column}: `;

async function printList(own: OwnQueries, format: Format): Promise<void> {
  const printer = rowPrinter(format, process.stdout);
  await printer.columns(['id', 'title', 'from']);
  await printer.rows(own.list().map(({ id, title, shipped }) => [id, title, shipped ? 'mapiscope' : 'you']));
  await printer.end();
}

async function printRows(sql: string, { db, format, timeout, maxRows }: Options): Promise<void> {
  if (!existsSync(db))
    throw new CliError(`there is no database ${db}: make one with "mapiscope ingest --db ${db} PATH…"`);
  const printer = rowPrinter(format, process.stdout);
  const { truncated } = await runSql(db, sql, { maxRows, timeoutMs: timeout }, printer);
  await printer.end();
  if (truncated !== null) process.stderr.write(`truncated at ${maxRows} rows; --max-rows gives more\n`);
}
