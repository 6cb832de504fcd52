import { type Token, tokensOf } from './tokens.ts';

/** A place in SQL that an error is about. Counted in UTF-16 units, as JavaScript and C# count. */
export interface SqlPosition {
  /** From the beginning, the first is 0. */
  offset: number;
  length: number;
  /** The first is 1. */
  line: number;
  column: number;
}

/** The place from `start` to `end` in SQL. */
export function positionOf(sql: string, start: number, end: number): SqlPosition {
  const before = sql.slice(0, start).split('\n');
  return {
    offset: start,
    length: end - start,
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
  };
}

/** How often a part of the SQL is compiled to find a place: each costs what compiling costs. */
const MAX_TRIES = 40;

/**
 * The place that a message of SQLite is about; null when it does not name one. SQLite says what is wrong, and its library
 * does not pass on where.
 * @param compile throws with the message of SQLite when the SQL is wrong
 */
export function errorPosition(
  sql: string,
  message: string,
  compile: (sql: string) => void,
): SqlPosition | null {
  const tokens = tokensOf(sql);
  const found = placeIn(sql, tokens, message, compile);
  return found === null ? null : positionOf(sql, found.start, found.end);
}

type Place = Pick<Token, 'start' | 'end'>;

function placeIn(
  sql: string,
  tokens: readonly Token[],
  message: string,
  compile: (sql: string) => void,
): Place | null {
  if (message === 'incomplete input') return { start: sql.length, end: sql.length };
  const near = /^near "([\s\S]*)": syntax error$|^unrecognized token: "([\s\S]*)"$/.exec(message);
  if (near !== null) {
    const text = near[1] ?? near[2] ?? '';
    const candidates = tokens.filter(({ start, end }) => sql.slice(start, end).startsWith(text));
    // The parser stops at the first token that can't be: up to there it says the same.
    return candidates.length === 1
      ? (candidates[0] ?? null)
      : (candidates
          .slice(0, MAX_TRIES)
          .find(({ end }) => messageOf(sql.slice(0, end), compile) === message) ?? null);
  }
  const named =
    /^(?:no such (?:column|table|function|collation sequence|window|index): |ambiguous column name: )(\S[\s\S]*)$/.exec(
      message,
    )?.[1] ?? /\b(?:function|aggregate:?) (\w+)\(\)/.exec(message)?.[1];
  return named === undefined ? null : nameIn(tokens, named);
}

function messageOf(sql: string, compile: (sql: string) => void): string | null {
  try {
    compile(sql);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : null;
  }
}

/** Where a name stands, such as `a.b`, for the first time. */
function nameIn(tokens: readonly Token[], name: string): Place | null {
  const parts = name
    .replace(/^"([\s\S]*)" - should this be a string literal in single-quotes\?$/, '$1')
    .split('.');
  const same = (token: Token | undefined, text: string): boolean =>
    token !== undefined && token.kind !== 'string' && token.text.toLowerCase() === text.toLowerCase();
  for (const [i, token] of tokens.entries()) {
    const places = parts.map((_, part) => tokens[i + 2 * part]);
    const fits = parts.every((text, part) => same(places[part], text));
    const dots = parts.slice(1).every((_, part) => tokens[i + 2 * part + 1]?.text === '.');
    if (fits && dots) return { start: token.start, end: places.at(-1)?.end ?? token.end };
  }
  return parts.length > 1 ? nameIn(tokens, parts.at(-1) ?? '') : null;
}
