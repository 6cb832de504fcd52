import { createContext, createElement, type ReactNode, use, useMemo } from 'react';
import { localZone } from '../format/times.ts';
import { useParameter } from './use-parameter.ts';

interface ZoneState {
  readonly zone: string;
  readonly isUtc: boolean;
  readonly setUtc: (utc: boolean) => void;
}

const ZoneContext = createContext<ZoneState | null>(null);

/** The zone that times are written in: that of the browser, or UTC when the address says `zone=utc`. */
export function useZone(): ZoneState {
  const state = use(ZoneContext);
  if (state === null) throw new Error('useZone outside of ZoneProvider');
  return state;
}

/** Reads the zone from the address once for the whole page: every time in it is written in it. */
export function ZoneProvider({ children }: { readonly children: ReactNode }) {
  const [name, setZone] = useParameter('zone');
  const isUtc = name === 'utc';
  const state = useMemo(
    (): ZoneState => ({
      zone: isUtc ? 'UTC' : localZone,
      isUtc,
      setUtc: (utc) => setZone(utc ? 'utc' : null),
    }),
    [isUtc, setZone],
  );
  return createElement(ZoneContext, { value: state }, children);
}
