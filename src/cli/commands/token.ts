import { Command, Option } from 'commander';
import type { TokenFile } from '../../access/token-file.ts';
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

interface Options {
  db: string;
}

/** What is wrong with the tokens is the user's to mend. */
function answering<T extends Options>(
  action: (tokens: TokenFile, options: T) => void | Promise<void>,
): (options: T) => Promise<void> {
  return async (options) => {
    // Loaded only here: what checks the file is half of the time that a command takes to start.
    const { TokenError, TokenFile } = await import('../../access/token-file.ts');
    try {
      await action(new TokenFile(options.db), options);
    } catch (error) {
      throw error instanceof TokenError ? new CliError(error.message) : error;
    }
  };
}

interface NewToken extends Options {
  name: string;
  scope: Scope;
  expires?: number;
}

function createToken(tokens: TokenFile, { name, scope, expires }: NewToken): void {
  const text = tokens.create(name, scope, expires === undefined ? null : Date.now() + expires);
  process.stdout.write(`${text}\n`);
  process.stderr.write(`Keep it now: it is shown this once. Its hash is in ${tokens.file}.\n`);
}

async function listTokens(tokens: TokenFile): Promise<void> {
  const time = (ms: number): string => new Date(ms).toISOString();
  const rows = tokens
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

function revokeToken(tokens: TokenFile, { name }: Options & { name: string }): void {
  tokens.revoke(name);
  process.stdout.write(`revoked ${name}\n`);
}
