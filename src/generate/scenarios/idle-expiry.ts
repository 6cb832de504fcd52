import { millisecondsInMinute } from 'date-fns/constants';
import type { Scenario } from '../stage.ts';

/**
 * Computers sleep longer than a context lives. The first request afterwards fails with 10, then Outlook connects
 * again: same client instance, new context. Some sleep only for minutes, and their context survives.
 */
export const idleExpiry: Scenario = {
  name: 'idle_expiry',
  summary: 'computers sleep for more than 15 minutes; contexts expire',
  hours: 0.75,
  arrange(stage) {
    const { random } = stage;
    const sleepers = stage.take(0.6);
    for (const outlook of sleepers) {
      const first =
        stage.start + random.int(3, 8) * millisecondsInMinute + random.int(0, millisecondsInMinute);
      stage.repeatedly(first, random.int(150, 240) * millisecondsInMinute, () => {
        const long = !random.chance(0.2) || sleepers.length === 1;
        const length = long
          ? random.int(22 * millisecondsInMinute, 33 * millisecondsInMinute)
          : random.int(3 * millisecondsInMinute, 8 * millisecondsInMinute);
        outlook.sleep(outlook.now + length, random.chance(0.5));
      });
    }
  },
};
