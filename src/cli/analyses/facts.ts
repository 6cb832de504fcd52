import type { Evidence } from '../../correlate/sessions/evidence.ts';
import { durationText } from '../durations.ts';

/** What a fact says, `%` stands for its value. */
const TEXTS: Record<Evidence['fact'], string> = {
  back_end_changed: 'another back end answered: %',
  back_end_same: 'the same back end answered: %',
  back_end_unknown: 'the back end is not known on both sides: %',
  process_changed: 'its process is another one, started at: %',
  process_same: 'its process is the same, started at %',
  process_unknown: 'the start of its process is not known on both sides: %',
  silence_beyond_lifetime: 'the client was silent for %; a context lives for 15 minutes',
  silence_within_lifetime:
    'the client was silent for % at most, less than the 15 minutes that a context lives',
  connection_broke: 'a request was cut or its answer got lost: %',
  address_changed: 'the client came from another address: %',
  address_same: 'the client came from the same address: %',
  address_unknown: 'the address of the client is not known on both sides: %',
  old_context_refused: 'the old context was refused before: %',
  new_context_refused: 'the new context was refused at first: %',
  client_instance_changed: 'another client instance, so another run of Outlook: %',
  context_survived: 'the same context was served again',
  nothing_found: 'nothing in the records tells why',
};

/** A fact as a sentence. */
export function factText(fact: Evidence['fact'], value: string | null): string {
  const text = TEXTS[fact];
  if (value === null) return text.replace(/:? %$/, '');
  return text.replace('%', fact.startsWith('silence') ? durationText(Number(value)) : value);
}
