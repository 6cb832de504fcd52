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
    class: 'Class',
    client: 'Client',
  },
  facts: {
    started: 'Started',
    mailbox: 'Mailbox',
    database: 'Database',
    software: 'Software',
    version: 'Version',
    mode: 'Mode',
    instance: 'Client instance',
    context: 'Session Context',
    httpStatus: 'HTTP status',
    noise: 'Noise',
    frontLog: 'Front-end log',
    backLog: 'Back-end log',
    evidence: 'Raw lines and details',
    session: 'The whole session',
  },
  pause: 'Pause',
  resume: 'Go on',
  fresh: (count: number): string => `Show ${plural(count, 'new', 'new')}`,
  paused: 'paused',
  connecting: 'connecting',
  listening: 'listening',
  lost: 'connection lost, trying again',
  refused: 'mapiscope refused the stream (too many pages listen, or a filter is not valid); trying again',
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
  waiting: 'Waiting for the next request',
  waitingText: 'Requests appear here a moment after Exchange writes them.',
  notWatching:
    'mapiscope watches no folder now, so nothing new comes. Start it with: mapiscope serve --watch PATH',
  timeIgnored: 'The newest on top, whatever the time range; what comes while you read waits.',
} as const;
