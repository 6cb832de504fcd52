const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A duration of so many milliseconds with at most two units: `326 ms`, `7.4 s`, `2 min 5 s`, `3 h 20 min`. */
export function durationText(milliseconds: number): string {
  const sign = milliseconds < 0 ? '-' : '';
  const ms = Math.round(Math.abs(milliseconds));
  if (ms < SECOND) return `${sign}${ms} ms`;
  // Cut, not rounded: 59.96 s must not become 60 s.
  if (ms < MINUTE) return `${sign}${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  if (ms < HOUR) return sign + twoUnits(ms, MINUTE, 'min', SECOND, 's');
  if (ms < DAY) return sign + twoUnits(ms, HOUR, 'h', MINUTE, 'min');
  return sign + twoUnits(ms, DAY, 'd', HOUR, 'h');
}

function twoUnits(ms: number, big: number, bigName: string, small: number, smallName: string): string {
  const rest = Math.floor((ms % big) / small);
  const start = `${Math.floor(ms / big)} ${bigName}`;
  return rest === 0 ? start : `${start} ${rest} ${smallName}`;
}
