import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { useNarrow } from './use-narrow.ts';

/** From this width on there is room for the panel beside a list; in a narrow window it would be all there is. */
const ROOM = '(min-width: 1680px)';

/**
 * Whether the breakdown stands beside the lists: by default where there is room; then as it was left, but a narrow window
 * always begins without it.
 */
export function useBreakdown(): { readonly open: boolean; readonly setOpen: (open: boolean) => void } {
  const hasRoom = useMediaQuery(ROOM, undefined, { getInitialValueInEffect: false });
  const isNarrow = useNarrow();
  const [kept, setKept] = useLocalStorage<boolean | null>({
    key: 'mapiscope-breakdown',
    defaultValue: null,
    getInitialValueInEffect: false,
  });
  const [narrowOpen, setNarrowOpen] = useState(false);
  return isNarrow
    ? { open: narrowOpen, setOpen: setNarrowOpen }
    : { open: kept ?? hasRoom, setOpen: setKept };
}
