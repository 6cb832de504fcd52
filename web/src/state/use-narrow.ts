import { useMediaQuery } from '@mantine/hooks';

/** Whether the window is narrow, as in the style sheets. */
export const useNarrow = (): boolean =>
  useMediaQuery('(max-width: 900px)', undefined, { getInitialValueInEffect: false }) === true;
