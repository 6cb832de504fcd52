const PAGE = '/users/';

/** Where a person's page is. */
export const userPath = (user: string): string => `${PAGE}${encodeURIComponent(user)}`;

/**
 * Whose page is at a path, as the browser has it. The router's own parameters are decoded by half: `@` and `=` stay
 * encoded in them, and a name that has a `%` can't be told from one that is still encoded.
 */
export function userAt(pathname: string): string {
  const written = pathname.slice(PAGE.length);
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}
