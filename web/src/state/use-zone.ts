import { localZone } from '../format/times.ts';
import { useParameter } from './use-parameter.ts';

/** The zone that times are written in: that of the browser, or UTC when the address says `zone=utc`. */
export function useZone(): {
  readonly zone: string;
  readonly isUtc: boolean;
  readonly setUtc: (utc: boolean) => void;
} {
  const [zone, setZone] = useParameter('zone');
  const isUtc = zone === 'utc';
  return { zone: isUtc ? 'UTC' : localZone, isUtc, setUtc: (utc) => setZone(utc ? 'utc' : null) };
}
