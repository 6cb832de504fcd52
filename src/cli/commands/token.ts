import { Command, Option } from 'commander';
import { TokenError, TokenFile } from '../../access/token-file.ts';
import { isCurrent, type Scope, scopes } from '../../access/tokens.ts';
import { CliError } from '../errors.ts';
import { rowPrinter } from '../rows.ts';
import { parseAge, settings } from '../settings.ts';

/** `mapiscope token`: who may call a served mapiscope. */
export function tokenCommand(): Command {
  const create = new Command('create')
    .description('Create a token and print it, once: only its hash is kept.')
    .addOption(settings.db())
    .requiredOption('--name <name>', 'whose it is, or what for')
    .addOption(new Option('--scope <scope>', 'what it allows').choices([...scopes]).default('read'))
    .addOption(new Option('--expires <age>', 'how long it is good, for example 30d').argParser(parseAge))
    .action(answering(createToken));
  const list = new Command('list')
    .description('List the tokens.')
    .addOption(settings.db())
    .action(answering(listTokens));
  const revoke = new Command('revoke')
    .description('Take a token away: a serving mapiscope refuses it from the next request on.')
    .addOption(settings.db())
    .requiredOption('--name <name>', 'which one')
    .action(answering(revokeToken));
  return new Command('token')
    .description('Create, list and revoke the tokens that a served mapiscope asks for.')
    .addCommand(create)
    .addCommand(list)
    .addCommand(revoke);
}

/** What is wrong with the tokens is the user's to mend. */
function answering<T>(action: (options: T) => void | Promise<void>): (options: T) => Promise<void> {
  return async (options) => {
    try {
      await action(options);
    } catch (error) {
      throw error instanceof TokenError ? new CliError(error.message) : error;
    }
  };
}

function createToken({
  db,
  name,
  scope,
  expires,
}: {
  db: string;
  name: string;
  scope: Scope;
  expires?: number;
}): void {
  const tokens = new TokenFile(db);
  const text = tokens.create(name, scope, expires === undefined ? null : Date.now() + expires);
  process.stdout.write(`${text}\n`);
  process.stderr.write(`Keep it now: it is shown this once. Its hash is in ${tokens.file}.\n`);
}

async function listTokens({ db }: { db: string }): Promise<void> {
  const time = (ms: number): string => new Date(ms).toISOString();
  const rows = new TokenFile(db)
    .list()
    .map((token) => [
      token.name,
      token.scope,
      time(token.createdMs),
      token.expiresMs === null ? 'never' : time(token.expiresMs),
      isCurrent(token, Date.now()) ? 'good' : 'expired',
    ]);
  const printer = rowPrinter('table', process.stdout);
  await printer.columns(['name', 'scope', 'created', 'expires', 'state']);
  await printer.rows(rows);
  await printer.end();
}

function revokeToken({ db, name }: { db: string; name: string }): void {
  new TokenFile(db).revoke(name);
  process.stdout.write(`revoked ${name}\n`);
}
