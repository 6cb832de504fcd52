import { present } from '../../formats/values/absent.ts';

/** A value as a table takes it. Texts that are no number where one is expected stay texts: nothing is lost. */
export type Value = string | number | null;

const ZERO = 48;
const NINE = 57;

/** Non-negative decimal digits without a leading zero, as a number; else null. */
function smallInteger(text: string): number | null {
  const length = text.length;
  if (length === 0 || length > 15) return null;
  let value = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code < ZERO || code > NINE) return null;
    value = value * 10 + (code - ZERO);
  }
  return length > 1 && text.charCodeAt(0) === ZERO ? null : value;
}

const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;

/** A number as a number, an absent value as null, anything else as it is. */
export function numeric(text: string): Value {
  const integer = smallInteger(text);
  if (integer !== null) return integer;
  const value = present(text);
  return value !== null && NUMBER.test(value) ? Number(value) : value;
}

/** The value as a JSON literal. Numbers whose text would not come back the same are written as strings. */
export function jsonLiteral(text: string): string {
  if (smallInteger(text) !== null) return text;
  const value = present(text);
  if (value === null) return 'null';
  return NUMBER.test(value) && String(Number(value)) === value ? value : JSON.stringify(value);
}
