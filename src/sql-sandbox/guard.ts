import { type Token, tokensOf } from './tokens.ts';

/** Why SQL is not even compiled, and where. */
export interface Refusal {
  message: string;
  start: number;
  end: number;
}

/**
 * Virtual tables that show more than the views, or that nobody needs here: the settings and the path of the database
 * (`pragma_…`), its raw pages (`sqlite_dbpage`, `dbstat`), full-text and spatial tables.
 */
const TABLES =
  /^(?:pragma_\w+|dbstat|sqlite_dbpage|sqlite_stmt|bytecode|tables_used|fts[1-5]\w*|rtree\w*|geopoly|completion|fsdir|zipfile|sqlar|csv|wholenumber)$/i;

/**
 * Functions that reach outside, show or take addresses of memory, or belong to tables that are not there:
 * `fts3_tokenizer` gives a pointer and, with bound parameters, takes one.
 */
const FUNCTIONS =
  /^(?:load_extension|readfile|writefile|edit|fts[1-5]\w*|bm25|highlight|snippet|offsets|optimize|matchinfo|rtree\w*|geopoly\w*|sqlite_log|sqlite_compileoption_\w+)$/i;

/** Whether a name may not be used as a table. */
export const isRefusedTable = (name: string): boolean => TABLES.test(name);

/** Whether a name may not be called. */
export const isRefusedFunction = (name: string): boolean => FUNCTIONS.test(name);

const isWord = (token: Token | undefined, ...words: string[]): boolean =>
  token?.kind === 'word' && words.includes(token.text.toUpperCase());

/**
 * Looks at SQL before SQLite does: some PRAGMAs act while they are compiled. What passes is compiled, and run only if
 * SQLite calls it reading as well.
 * @returns why it is refused, or null
 */
export function refusal(sql: string): Refusal | null {
  const nul = sql.indexOf('\0');
  // SQLite would take it for the end and pass over what follows.
  if (nul >= 0) return { message: 'there is a NUL character', start: nul, end: nul + 1 };
  const tokens = tokensOf(sql);
  let at = 0;
  if (isWord(tokens[at], 'EXPLAIN')) at++;
  if (at > 0 && isWord(tokens[at], 'QUERY')) at += 2;
  const first = tokens[at];
  // SQLite says better what is wrong with anything that is no statement.
  if (first?.kind === 'word' && STATEMENTS.test(first.text))
    return { message: 'only a single SELECT (or WITH, VALUES, EXPLAIN) is run', ...placeOf(first) };
  return secondStatement(tokens) ?? refusedName(tokens);
}

/** Everything SQLite has that begins in another way than a query. */
const STATEMENTS =
  /^(?:ALTER|ANALYZE|ATTACH|BEGIN|COMMIT|CREATE|DELETE|DETACH|DROP|END|INSERT|PRAGMA|REINDEX|RELEASE|REPLACE|ROLLBACK|SAVEPOINT|UPDATE|VACUUM)$/i;

const placeOf = ({ start, end }: Token) => ({ start, end });

function secondStatement(tokens: readonly Token[]): Refusal | null {
  const semicolon = tokens.findIndex(({ kind, text }) => kind === 'other' && text === ';');
  if (semicolon < 0) return null;
  const next = tokens.slice(semicolon).find(({ kind, text }) => kind !== 'other' || text !== ';');
  return next === undefined ? null : { message: 'only one statement is run', ...placeOf(next) };
}

function refusedName(tokens: readonly Token[]): Refusal | null {
  for (const [i, token] of tokens.entries()) {
    const { kind, text } = token;
    if (kind === 'other') continue;
    // A string can name a table as well.
    if (isRefusedTable(text)) return { message: `${text} can't be used here`, ...placeOf(token) };
    if (tokens[i + 1]?.text === '(' && kind !== 'string' && isRefusedFunction(text))
      return { message: `the function ${text} can't be used here`, ...placeOf(token) };
  }
  return null;
}
