import { useComputedColorScheme } from '@mantine/core';
import { useMemo } from 'react';

/** Reads colours of the style sheet by the names of their variables, for what is painted on a canvas. */
export type Colours = (variable: string) => string;

/** Colours of the theme that is on; a new function when it changes. */
export function useColours(): Colours {
  const scheme = useComputedColorScheme('light');
  return useMemo(() => {
    const style = getComputedStyle(document.documentElement);
    // The attribute that the style sheet goes by is set when this is read the first time, and later with the scheme.
    const read = new Map<string, string>([['scheme', scheme]]);
    return (variable) => {
      const known = read.get(variable) ?? style.getPropertyValue(variable).trim();
      read.set(variable, known);
      return known;
    };
  }, [scheme]);
}
