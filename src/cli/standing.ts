import bytes from 'bytes';
import ms from 'ms';
import type { IngestStatus } from '../ingest/background.ts';

const count = (value: number): string => value.toLocaleString('en');

/**
 * How an ingest stands, in a line for the terminal.
 * @param records records stored since the start
 */
export function standing({ state, progress, behind, troubles }: IngestStatus, records: number): string {
  return [
    stateText(state, progress),
    `${count(records)} new records`,
    lagText(behind),
    troubleText(troubles.length),
  ]
    .filter((part) => part !== '')
    .join('; ');
}

function stateText(state: IngestStatus['state'], progress: IngestStatus['progress']): string {
  if (state === 'watching') return 'following';
  if (state === 'failed') return 'reading failed, tried again';
  if (progress === null || progress.bytes === 0) return 'looking for logs';
  const percent = Math.floor((100 * progress.bytesDone) / progress.bytes);
  return `reading ${percent}%, ${count(progress.filesDone)}/${count(progress.files)} files`;
}

function lagText({ bytes: size, seconds }: IngestStatus['behind']): string {
  if (size === 0) return 'nothing unread';
  return `${bytes.format(size)} unread, ${ms(Math.round(seconds) * 1000)} behind`;
}

const troubleText = (troubles: number): string =>
  troubles === 0 ? '' : `${troubles} ${troubles === 1 ? 'trouble' : 'troubles'}`;
