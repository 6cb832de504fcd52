import { plural } from '../plural.ts';

/** The page “Live”. */
export const live = {
  title: 'Live',
  columns: {
    time: 'Ended',
    outcome: 'Outcome',
    duration: 'Duration',
    type: 'Request',
    user: 'User',
    servers: 'Front end → back end',
    code: 'Code',
    client: 'Client',
  },
  pause: 'Pause',
  resume: 'Go on',
  fresh: (count: number): string => `${plural(count, 'new', 'new')}`,
  showFresh: (count: number): string => `Show ${plural(count, 'new request', 'new requests')}`,
  paused: 'paused',
  connecting: 'connecting',
  listening: 'listening',
  lost: 'connection lost, trying again',
  refused: 'mapiscope refused the stream; see the message above',
  clear: 'Clear',
  gaps: {
    slow: (missed: number): string =>
      `This page was too slow: ${plural(missed, 'request was', 'requests were')} passed over here.`,
    too_old: (missed: number): string =>
      `Away for long: ${plural(missed, 'request was', 'requests were')} passed over here.`,
    restart: (missed: number): string =>
      missed > 0
        ? `mapiscope was started again; ${plural(missed, 'request was', 'requests were')} passed over here.`
        : 'mapiscope was started again here.',
  },
  kept: (count: number): string => `the newest ${plural(count, 'request is', 'requests are')} kept`,
  waiting: 'Waiting for the next request',
  waitingText: 'Requests appear here a moment after Exchange writes them.',
  notWatching:
    'mapiscope watches no folder now, so nothing new comes. Start it with: mapiscope serve --watch PATH',
  timeIgnored: 'The live tail shows what comes now; the time range does not apply.',
} as const;
