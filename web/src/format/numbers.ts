import { locale } from '../texts/locale.ts';

const integers = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 });
const threeDigits = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
const percents = [0, 1, 2].map(
  (digits) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }),
);

const tenths = new Intl.NumberFormat(locale, {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

/** Steps that an axis of counts may have: there is no half request. */
export const countSteps: readonly number[] = Array.from({ length: 13 }, (_, power) =>
  [1, 2, 5].map((digit) => digit * 10 ** power),
).flat();

/** `1234567` → `1,234,567` */
export function formatNumber(value: number): string {
  return integers.format(value);
}

/** `1234567` → `1.23M`: for places where the exact number stands elsewhere. */
export function formatCompact(value: number): string {
  return value < 10_000 ? integers.format(value) : compact.format(value);
}

/** A share as a percentage, with as many digits as it needs; never 0 % or 100 % unless it is exactly that. */
export function formatShare(share: number): string {
  const bounded = Math.min(Math.max(share, 0), 1);
  const [whole, one, two] = percents;
  if (whole === undefined || one === undefined || two === undefined) return '';
  if (bounded === 0 || bounded === 1) return whole.format(bounded);
  if (bounded < 0.0001) return `< ${two.format(0.0001)}`;
  if (bounded > 0.9999) return `> ${two.format(0.9999)}`;
  if (bounded < 0.01 || bounded > 0.99) return two.format(bounded);
  return one.format(bounded);
}

/** A part of a whole as a percentage with one digit, so that several stand under each other; null without a whole. */
export function formatPercent(part: number, whole: number): string | null {
  if (whole <= 0) return null;
  const share = Math.min(Math.max(part / whole, 0), 1);
  if (share === 0 || share === 1) return percents[0]?.format(share) ?? '';
  if (share < 0.001) return `< ${tenths.format(0.001)}`;
  if (share > 0.999) return `> ${tenths.format(0.999)}`;
  return tenths.format(share);
}

/** Bytes in steps of 1024, named as file managers and the command line name them: `13.4 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (Math.round(value) >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${threeDigits.format(value)} ${units[unit] ?? ''}`;
}

/** A MAPI status code: small ones in decimal, the others as the unsigned hexadecimal they are known by. */
export function formatStatusCode(code: number): string {
  const unsigned = code >>> 0;
  return unsigned < 0x10000 ? String(unsigned) : `0x${unsigned.toString(16).toUpperCase().padStart(8, '0')}`;
}
