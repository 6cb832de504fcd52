import { useEffect, useState } from 'react';

interface Sample {
  readonly at: number;
  readonly value: number;
}

/** How long back the rate looks. */
const WINDOW_MS = 30_000;

/** How fast a growing value grows, a second, over the last half minute; null until that is known. */
export function useRate(value: number, running: boolean): number | null {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  useEffect(() => {
    const at = Date.now();
    setSamples((before) => {
      if (!running) return [];
      const last = before.at(-1);
      const kept =
        last !== undefined && last.value > value ? [] : before.filter((sample) => at - sample.at < WINDOW_MS);
      return [...kept, { at, value }];
    });
  }, [value, running]);
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < 1000) return null;
  return ((last.value - first.value) * 1000) / (last.at - first.at);
}
