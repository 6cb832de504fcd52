/** A piece of a text: as it was, or the escape of one character that could not be seen. */
export interface Piece {
  readonly text: string;
  readonly escaped: boolean;
}

/**
 * Characters that a reader does not see or that change how their neighbours look: controls, line separators, format
 * characters (zero-width, bidi, tags), fillers, and halves of surrogate pairs.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u3164\uffa0]/gu;

/** Cuts a text from a log into pieces, with every unseen character replaced by an escape such as `\u202e`. */
export function visiblePieces(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(unseen)) {
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), escaped: false });
    pieces.push({ text: escapeOf(match[0]), escaped: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), escaped: false });
  return pieces;
}

/** The same as one string, for attributes. */
export function visibleText(text: string): string {
  return text.replace(unseen, escapeOf);
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hexadecimal = code.toString(16);
  return code > 0xffff ? `\\u{${hexadecimal}}` : `\\u${hexadecimal.padStart(4, '0')}`;
}
