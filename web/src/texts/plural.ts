import { locale } from './locale.ts';

const rules = new Intl.PluralRules('en');
const integers = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });

/** A count with its noun: `plural(1234, 'log', 'logs')` is `1,234 logs`. */
export function plural(count: number, one: string, other: string): string {
  return `${integers.format(count)} ${rules.select(count) === 'one' ? one : other}`;
}
