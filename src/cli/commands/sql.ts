import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { Command, Option } from 'commander';
import { runSql, SqlError } from '../../sql-sandbox/run-sql.ts';
import { CliError } from '../errors.ts';
import { type Format, formats, rowPrinter } from '../rows.ts';
import { settings } from '../settings.ts';
import { printable } from '../text.ts';

interface Options {
  db: string;
  format: Format;
  timeout: number;
  maxRows: number;
}

/** `mapiscope sql`: one read-only query. */
export function sqlCommand(): Command {
  return new Command('sql')
    .description('Run one read-only SQL query; the views are described in docs/reference/views.md.')
    .argument('<query>', 'the query; - reads it from standard input')
    .addOption(settings.db())
    .addOption(new Option('--format <format>', 'how to print the rows').choices(formats).default('table'))
    .addOption(settings.timeout())
    .addOption(settings.maxRows())
    .addHelpText(
      'after',
      '\nExample: mapiscope sql "SELECT outcome, count(*) AS n FROM requests WHERE noise IS NULL GROUP BY outcome"',
    )
    .action(async (query: string, { db, format, timeout, maxRows }: Options) => {
      if (!existsSync(db))
        throw new CliError(`there is no database ${db}: make one with "mapiscope ingest --db ${db} PATH…"`);
      const sql = query === '-' ? await text(process.stdin) : query;
      const printer = rowPrinter(format, process.stdout);
      try {
        const { truncated } = await runSql(db, sql, { maxRows, timeoutMs: timeout }, printer);
        await printer.end();
        if (truncated) process.stderr.write(`truncated at ${maxRows} rows; --max-rows gives more\n`);
      } catch (error) {
        if (error instanceof SqlError) throw new CliError(printable(error.message));
        throw error;
      }
    });
}
