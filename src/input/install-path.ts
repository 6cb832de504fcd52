/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the setup of Exchange 2013 to SE puts it unless told otherwise. */
const USUAL_INSTALL_PATH = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\';

const QUOTES: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ["'", "'"],
  ['“', '”'],
  ['„', '“'],
  ['«', '»'],
];

function unquote(text: string): string {
  const trimmed = text.trim();
  const pair = QUOTES.find(
    ([open, close]) => trimmed.length > 1 && trimmed.startsWith(open) && trimmed.endsWith(close),
  );
  return pair === undefined ? trimmed : trimmed.slice(1, -1).trim();
}

/** Windows knows variables in any case; a plain object, unlike `process.env` there, does not. */
function lookUp(env: Environment, name: string): string | undefined {
  const wanted = name.toLowerCase();
  const key = Object.keys(env).find((candidate) => candidate.toLowerCase() === wanted);
  return (key === undefined ? undefined : env[key]) || undefined;
}

/**
 * Translated documentation translates the variable too (`%ExchangeInstallationspfad%`, `%CaminhoInstalaçãoExchange%`);
 * only the product's name stays. So whatever has that in its name is taken for the installation path.
 */
const isInstallPath = (name: string): boolean =>
  name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().includes('exchange');

const backslashed = (base: string): boolean => !base.startsWith('/');

function join(base: string, rest: string): string {
  const separator = backslashed(base) ? '\\' : '/';
  const tail = rest.replace(/^[\\/]+/, '');
  return base.replace(/[\\/]+$/, '') + separator + (backslashed(base) ? tail : tail.replaceAll('\\', '/'));
}

// %name%, and what a PowerShell user pastes: $env:name, ${env:name}, and $exinstall of the Exchange shell.
const LEADING = /^(?:%([^%]+)%|\$env:(\w+)|\$\{env:([^}]+)\}|\$(exinstall)\b)(.*)$/isu;

function expandLeading(text: string, env: Environment): string {
  const [, percent, shell, braced, exinstall, rest] = LEADING.exec(text) ?? [];
  const name = percent ?? shell ?? braced ?? exinstall;
  if (name === undefined || rest === undefined) return text;
  const own = lookUp(env, name);
  // A variable that really exists means itself, even with the product's name in it.
  if (own !== undefined && !/^exchangeinstallpath$/i.test(name)) return own + rest;
  if (exinstall === undefined && !isInstallPath(name)) return text;
  return join(lookUp(env, 'ExchangeInstallPath') ?? USUAL_INSTALL_PATH, rest);
}

/**
 * A path as a user types or pastes it, made usable: quotes around it are taken off; a leading
 * `%ExchangeInstallPath%`, in whichever language's spelling, becomes the installation path of this machine or else the
 * usual one, with or without a backslash behind it; other `%VARIABLE%`s and a leading `~` come from `env`. What is
 * not known stays as it is, so that a message can show it.
 */
export function expandInstallPath(text: string, env: Environment): string {
  const expanded = expandLeading(unquote(text), env).replace(
    /%([^%\\/]+)%/g,
    (whole, name: string) => lookUp(env, name) ?? whole,
  );
  if (!/^~(?:[\\/]|$)/.test(expanded)) return expanded;
  const home = lookUp(env, 'USERPROFILE') ?? lookUp(env, 'HOME');
  return home === undefined ? expanded : home.replace(/[\\/]+$/, '') + expanded.slice(1);
}
