import { millisecondsInMinute } from 'date-fns/constants';
import type { Scenario } from '../stage.ts';

/** Laptops move from one network to another: the long poll breaks, the same context goes on from a new address. */
export const networkSwitch: Scenario = {
  name: 'network_switch',
  summary: 'clients change their address; their contexts survive',
  arrange(stage) {
    const { random } = stage;
    for (const outlook of stage.take(0.6)) {
      const first = stage.moment(0.15 + 0.5 * random.unit());
      stage.repeatedly(first, random.int(70, 200) * millisecondsInMinute, () => {
        outlook.dropNetwork(outlook.now + random.int(1500, 25_000), {
          address: `10.${random.pick([30, 99])}.${random.int(1, 30)}.${random.int(10, 250)}`,
        });
      });
    }
  },
};
