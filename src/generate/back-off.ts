import type { Random } from './random.ts';
import type { Fault } from './request.ts';

/** Connects that Outlook tries in a row before it leaves a refusal for some minutes. */
const TRIES_IN_A_ROW = 4;

/** How long Outlook waits after a failed Connect or Bind before it tries again. */
export function backOff(fault: Fault | undefined, attempts: number, random: Random): number {
  switch (fault?.class) {
    case 'permission':
    case 'policy':
    case 'authentication':
      return attempts % TRIES_IN_A_ROW === 0 ? random.int(240_000, 420_000) : random.int(10_000, 20_000);
    case 'throttling':
      return random.int(10_000, 20_000);
    case 'database_unavailable':
      return random.int(2000, 6000);
    default:
      return random.int(700, 3500);
  }
}
