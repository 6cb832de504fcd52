import { millisecondsInMinute } from 'date-fns/constants';
import type { Scenario } from '../stage.ts';

/** Users go over their budget: Executes and Connects are turned away (1152, 2614) until it has filled again. */
export const throttling: Scenario = {
  name: 'throttling',
  summary: 'users over budget: 1152 and 2614 on Execute and Connect',
  arrange(stage) {
    const { random } = stage;
    for (const outlook of stage.take(0.4)) {
      stage.at(stage.moment(0.2 + 0.5 * random.unit()), () => {
        outlook.client.person.throttle = {
          until: outlook.now + random.int(millisecondsInMinute, 4 * millisecondsInMinute),
          code: random.chance(0.7) ? 1152 : 2614,
        };
        for (const session of outlook.sessions) session.nudge();
      });
    }
  },
};
