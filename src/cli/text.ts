import stringWidth from 'string-width';

/**
 * Log contents are hostile: a control character in a User-Agent must not reach the terminal as one (it could move
 * the cursor, change the title or hide text), nor may bidirectional overrides reorder a line. The result has no line
 * break and no tab.
 */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => {
      const code = character.codePointAt(0) ?? 0;
      return code === 9 ? ' ' : `\\u${code.toString(16).padStart(4, '0')}`;
    },
  );
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const isPlain = (text: string): boolean => /^[ -~]*$/.test(text);

/** How many columns of a terminal a text takes: two for an East Asian wide character, none for a combining mark. */
export function width(text: string): number {
  return isPlain(text) ? text.length : stringWidth(text);
}

/** Cuts a text to at most `columns` columns of a terminal, with … in the last one when something was cut off. */
export function cut(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  if (columns < 1) return '';
  let kept = '';
  let taken = 0;
  for (const { segment } of graphemes.segment(text)) {
    taken += width(segment);
    if (taken > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Fills a text up with spaces to `columns` columns of a terminal. */
export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)));
}
