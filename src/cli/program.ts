import { Command, CommanderError, Option } from 'commander';
import { StoreError } from '../store/sqlite/database.ts';
import { failuresCommand } from './commands/failures.ts';
import { generateCommand } from './commands/generate.ts';
import { ingestCommand } from './commands/ingest.ts';
import { reconnectsCommand } from './commands/reconnects.ts';
import { serveCommand } from './commands/serve.ts';
import { sessionsCommand } from './commands/sessions.ts';
import { sqlCommand } from './commands/sql.ts';
import { tailCommand } from './commands/tail.ts';
import { tokenCommand } from './commands/token.ts';
import { watchCommand } from './commands/watch.ts';
import { CliError, exitCode } from './errors.ts';
import { applyConfigFile } from './settings.ts';
import { version } from './version.ts';

/** In the order in which the help lists them. */
const commands = [
  serveCommand,
  watchCommand,
  tailCommand,
  ingestCommand,
  sessionsCommand,
  failuresCommand,
  reconnectsCommand,
  sqlCommand,
  generateCommand,
  tokenCommand,
];

/** The command line: one command a file in `commands/`. */
export function program(): Command {
  const root = new Command('mapiscope')
    .description('Diagnoses Outlook connections to Exchange from the MAPI over HTTP logs.')
    .version(version())
    .addOption(new Option('--config <file>', 'configuration file (JSON)').env('MAPISCOPE_CONFIG'))
    // A subcommand may have options of the same name as its command.
    .enablePositionalOptions()
    .showHelpAfterError('(add --help for how to use it)')
    .addHelpText(
      'after',
      '\nExit codes: 0 done; 1 failed; 2 bad usage; 3 done, but some input was rejected or unreadable.',
    );
  for (const make of commands) root.addCommand(make());
  root.hook('preAction', (_, action) => applyConfigFile(action, root.opts<{ config?: string }>().config));
  for (const command of withParts(root)) command.exitOverride();
  return root;
}

/** A command and all below it. */
function withParts(command: Command): Command[] {
  return [command, ...command.commands.flatMap((part) => withParts(part as Command))];
}

/** Runs the command line. @returns the exit code */
export async function run(argv: string[]): Promise<number> {
  try {
    await program().parseAsync(argv);
    return typeof process.exitCode === 'number' ? process.exitCode : exitCode.done;
  } catch (error) {
    // Commander has said what was wrong; help and version end here too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage;
    if (error instanceof CliError) {
      process.stderr.write(`mapiscope: ${error.message}\n`);
      return error.exitCode;
    }
    if (error instanceof StoreError) process.stderr.write(`mapiscope: ${error.message}\n`);
    else
      process.stderr.write(
        `mapiscope: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
    return exitCode.failed;
  }
}
