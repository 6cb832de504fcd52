import { plural } from '../plural.ts';

/** The page “Sources”. */
export const sources = {
  title: 'Sources',
  folders: 'Folders',
  logs: 'Logs',
  logsCount: (count: number): string => plural(count, 'log', 'logs'),
  columns: {
    folder: 'Folder',
    log: 'Log',
    kind: 'Kind',
    server: 'Server',
    state: 'State',
    behind: 'Behind',
    size: 'Size',
    records: 'Records',
    rejected: 'Rejected',
    last: 'Last record',
  },
  warnings: (count: number): string =>
    plural(count, 'record with a reservation', 'records with a reservation'),
  expired: (count: number): string => plural(count, 'record deleted since', 'records deleted since'),
  troubles: 'Not readable now',
  since: (time: string, tries: number): string => `since ${time}, ${plural(tries, 'try', 'tries')}`,
  stale: 'Fallen silent',
  silent: (kind: string, duration: string): string => `${kind}: nothing was written for ${duration}`,
  staleAdvice:
    'Look whether the server is up, whether its logging is on, and whether the share or the copy job still works.',
  progress: {
    label: 'Reading',
    files: (done: string, all: string): string => `${done} of ${all} logs`,
    bytes: (done: string, all: string): string => `${done} of ${all}`,
    rate: (rate: string): string => `${rate}/s`,
    remaining: (duration: string): string => `about ${duration} left`,
    finishing: 'joining the last records',
    failed: 'Reading failed; it is tried again.',
  },
  rejected: {
    title: 'Rejected lines',
    none: 'Every line could be read.',
    offset: 'Byte',
    reason: 'Reason',
    text: 'Line',
    of: (log: string): string => `Rejected lines of ${log}`,
    all: 'of all logs',
    count: (count: number): string => plural(count, 'rejected line', 'rejected lines'),
  },
  noise: {
    title: 'Noise',
    text: 'Requests that nobody caused are hidden everywhere unless you show them.',
    show: 'Show noise on all pages',
    none: 'No noise was read.',
  },
  empty: {
    title: 'No log has been read yet',
    looked: 'mapiscope looked here and found no log that it knows:',
    found: (files: number): string =>
      files === 0
        ? 'No file is there. Is it the folder above HttpProxy and MapiHttp?'
        : `${plural(files, 'file is', 'files are')} there, none of them a log that mapiscope reads. Is it the right folder?`,
    text: 'Give mapiscope the Logging folder of an Exchange server, or single logs:',
    once: 'read once',
    always: 'and keep watching',
    commandOnce: 'mapiscope ingest PATH',
    commandAlways: 'mapiscope serve --watch PATH',
    where:
      'On an Exchange server the logs are in C:\\Program Files\\Microsoft\\Exchange Server\\V15\\Logging, in the folders HttpProxy\\Mapi, MapiHttp\\Mailbox and MAPI Client Access.',
    samples: 'To try it without a server: mapiscope comes with sample logs in its folder “samples”.',
  },
} as const;
