/**
 * Log contents are hostile: a control character in a User-Agent must not reach the terminal as one (it could move
 * the cursor, change the title or hide text), nor may bidirectional overrides reorder a line.
 */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g,
    (character) => {
      const code = character.codePointAt(0) ?? 0;
      return code === 9 ? ' ' : `\\u${code.toString(16).padStart(4, '0')}`;
    },
  );
}
