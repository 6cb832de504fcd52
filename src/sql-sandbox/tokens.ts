/** A piece of SQL that is neither blank nor comment. */
export interface Token {
  kind: 'word' | 'quoted' | 'string' | 'other';
  /** As it stands in the SQL; of a quoted name and a string what is inside the quotes. */
  text: string;
  /** Where it begins and ends, in UTF-16 units. */
  start: number;
  end: number;
}

// As SQLite's tokenize.c has it: what is not known is one character long, an open quote or comment reaches to the end.
const PIECE = new RegExp(
  [
    /(?<blank>[ \t\n\f\r\ufeff]+|--[^\n]*|\/\*(?:[\s\S]*?\*\/|[\s\S]*$))/,
    /(?<string>[xX]?'(?:[^']|'')*(?:'|$))/,
    /(?<quoted>"(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)|\[[^\]]*(?:\]|$))/,
    /(?<word>[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*)/,
    /(?<other>[0-9][A-Za-z0-9_.$]*|\?[0-9]*|[:@#$][A-Za-z0-9_$\u0080-\uffff]*|[\s\S])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'y',
);

/** What a quoted text stands for. */
function unquoted(text: string): string {
  const from = /^[xX]/.test(text) ? 1 : 0;
  const quote = text[from] ?? '';
  const close = quote === '[' ? ']' : quote;
  const inner = text.slice(from + 1, text.endsWith(close) && text.length > from + 1 ? -1 : undefined);
  return quote === '[' ? inner : inner.replaceAll(quote + quote, quote);
}

/** The tokens of SQL in the dialect of SQLite, without blanks and comments. */
export function tokensOf(sql: string): Token[] {
  const found: Token[] = [];
  PIECE.lastIndex = 0;
  for (let match = PIECE.exec(sql); match !== null; match = PIECE.exec(sql)) {
    const { blank, string, quoted, word } = match.groups ?? {};
    const [text] = match;
    const place = { start: match.index, end: match.index + text.length };
    if (blank !== undefined) continue;
    if (string !== undefined) found.push({ kind: 'string', text: unquoted(text), ...place });
    else if (quoted !== undefined) found.push({ kind: 'quoted', text: unquoted(text), ...place });
    else found.push({ kind: word === undefined ? 'other' : 'word', text, ...place });
  }
  return found;
}
