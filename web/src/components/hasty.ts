import { createContext, use } from 'react';

/** Whether the row round it goes by so fast that nobody can point at anything in it. */
export const HastyContext = createContext(false);

/**
 * Whether to show the bare text. A hundred rows in a blink of the eye, with their buttons and marks, are more than a browser
 * lays out in that time: they come with their text, and are furnished when one can read it.
 */
export const useIsHasty = (): boolean => use(HastyContext);
