import { formatTimeSpan } from '../formats/values/time-span.ts';

/** How values are written in the logs: time stamps, escapes, quotes. */

let cachedSecond = Number.NaN;
let cachedText = '';

/** `yyyy-MM-ddTHH:mm:ss.fffZ`. Neighbouring calls mostly fall into one second, hence the cache. */
export function timeStamp(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second !== cachedSecond) {
    cachedSecond = second;
    cachedText = new Date(second * 1000).toISOString().slice(0, 20);
  }
  const rest = ms - second * 1000;
  return `${cachedText}${rest < 10 ? '00' : rest < 100 ? '0' : ''}${rest}Z`;
}

/** `yyyy-MM-ddTHH:mm:ss`, as in back-end cookies. */
export const secondStamp = (ms: number): string => timeStamp(ms).slice(0, 19);

/** .NET ticks of a point in time. */
export const ticks = (ms: number): string => String(621355968000000000n + BigInt(ms) * 10000n);

const SPECIAL = /[",\r\n]/;
const LONGEST = 16_384;

/** One value of a protocol log: line breaks as the two characters `\r`, `\n`; quotes only where a comma or a quote is. */
export function field(value: string | number): string {
  if (typeof value === 'number') return String(value);
  if (!SPECIAL.test(value)) return value;
  const text = value.replaceAll('\r', '\\r').replaceAll('\n', '\\n');
  return text.includes(',') || text.includes('"') ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One value of a proxy log: comma and line break become a blank, so only a quote is a reason to quote. */
export function proxyField(value: string | number): string {
  if (typeof value === 'number') return String(value);
  if (!SPECIAL.test(value)) return value;
  const text = value.replaceAll(/\r\n|[,\r\n]/g, ' ');
  return text.includes('"') ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The text of an appendable column (GenericInfo and the like), cut where the product cuts it. */
export const appendable = (text: string): string =>
  text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;

/** A duration in milliseconds as the classic logs write it, empty where a TimeSpan can't hold it. */
export const timeSpan = (ms: number): string => formatTimeSpan(ms) ?? '';

/** `{GUID}` as Outlook sends it; Exchange's own clients send plain lower case. */
export const braced = (guid: string): string => `{${guid.toUpperCase()}}`;
