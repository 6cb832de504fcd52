import { plural } from '../plural.ts';

/** Header, notices, help. */
export const frame = {
  name: 'mapiscope',
  skip: 'Skip to the content',
  nav: 'Pages',
  pages: {
    overview: 'Overview',
    users: 'Users',
    sessions: 'Sessions',
    failures: 'Failures',
    reconnects: 'Reconnects',
    live: 'Live',
    sql: 'SQL',
    sources: 'Sources',
  },
  title: (page: string): string => `${page} – mapiscope`,
  notFound: 'There is no such page',
  notFoundText: 'The address may be mistyped, or of another version of mapiscope.',
  toOverview: 'Go to the overview',
  search: {
    label: 'Search',
    placeholder: 'user, mailbox, IP, code…',
    nothing: 'Nothing in the logs has this name.',
    hint: 'A user, an address, a GUID of any kind, a server, or an error code in any notation.',
    kinds: {
      user: 'user',
      mailbox: 'mailbox',
      client_ip: 'client address',
      server: 'server',
      database: 'database',
      context: 'Session Context',
      client_instance: 'client instance',
      request: 'request',
      code: 'code',
      client_version: 'client version',
    },
    failed: 'The search failed',
  },
  theme: {
    label: (name: string): string => `Colours: ${name}`,
    auto: 'as the system',
    light: 'light',
    dark: 'dark',
  },
  help: {
    label: 'Keyboard help',
    title: 'Keyboard',
    close: 'Close',
    search: 'search',
    help: 'this list',
    next: 'next row',
    previous: 'previous row',
    open: 'open the row',
    escape: 'close what is open',
    go: (page: string): string => `go to ${page}`,
    drag: 'Drag over a chart to zoom into the time; go back in the browser to zoom out.',
  },
  state: {
    label: 'State of the data',
    live: (lag: string): string => `live, ${lag} behind`,
    upToDate: 'live',
    idle: (time: string): string => `complete up to ${time}`,
    empty: 'no data yet',
    reading: (percent: string): string => `reading, ${percent}`,
    failed: 'reading failed',
    unreachable: 'no answer from mapiscope',
    stale: (count: number): string => plural(count, 'log folder is silent', 'log folders are silent'),
    troubles: (count: number): string => plural(count, 'trouble', 'troubles'),
    missing: (count: number): string => plural(count, 'log is missing', 'logs are missing'),
  },
  notice: {
    troubles: (count: number): string =>
      `${plural(count, 'place', 'places')} can’t be read or written. It is tried again by itself.`,
    stale: (count: number): string =>
      `${plural(count, 'log folder', 'log folders')} used to grow and have stopped.`,
    both: (troubles: number, stale: number): string =>
      `${plural(troubles, 'place', 'places')} can’t be read or written, and ${plural(stale, 'log folder has', 'log folders have')} stopped growing.`,
    details: 'See what and why',
    unreachable:
      'mapiscope does not answer. What you see is from before. Check that `mapiscope serve` still runs.',
  },
} as const;
