import type { Coverage, CoverageNote } from '../../store/sqlite/coverage.ts';
import { printable } from '../text.ts';

const number = (value: number): string => value.toLocaleString('en');
const requests = (count: number): string => `${number(count)} ${count === 1 ? 'request' : 'requests'}`;

/** What limits an answer, a sentence each. */
export function coverageLines({ notes }: Coverage): string[] {
  return notes.map((note) => sentence(note)).filter((line) => line !== null);
}

function sentence({ code, server, count }: CoverageNote): string | null {
  const name = printable(server ?? 'an unknown server');
  const times = count === null ? '' : requests(count);
  switch (code) {
    case 'no_back_end_log':
      return `No back-end log of ${name} was read: failures behind HTTP 200 are not seen there (${times}).`;
    case 'no_front_end_log':
      return `No front-end log of ${name} was read: what never got past it is missing; ${times} known from the back end alone.`;
    case 'sequence_gaps':
      return `${times} of these sessions are in no log that was read.`;
    case 'unjoined':
      return `${times} have no record in the log of ${name}, although it was read for that time.`;
    case 'rejected_lines':
      return `${number(count ?? 0)} ${count === 1 ? 'line' : 'lines'} of ${name} could not be read (SELECT * FROM rejected_lines).`;
    case 'deleted':
      return 'Older data has been deleted.';
    case 'reading':
    case 'stale_source':
      // Only a mapiscope that follows the logs knows of these.
      return null;
  }
}
