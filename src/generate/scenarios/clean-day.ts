import type { Scenario } from '../stage.ts';

/** Ordinary work: logons, work in bursts, long polls, the address book. Nothing goes wrong. */
export const cleanDay: Scenario = {
  name: 'clean_day',
  summary: 'ordinary work; nothing goes wrong',
};
