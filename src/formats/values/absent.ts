/** A value as a column delivers it: text, or nothing when the layout lacks the column. */
export type Text = string | null | undefined;

/**
 * Texts that stand for "no value". Seen in real rows: an empty field, `<null>` (header or property missing) and
 * `<empty>` (present but blank).
 */
export const ABSENT_TEXTS = ['', '<null>', '<empty>'] as const;

/** The text, or null when it stands for "no value". */
export function present(text: Text): string | null {
  if (text === null || text === undefined || text === '' || text === '<null>' || text === '<empty>')
    return null;
  return text;
}
