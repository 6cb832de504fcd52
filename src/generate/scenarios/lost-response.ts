import { millisecondsInMinute } from 'date-fns/constants';
import type { Scenario } from '../stage.ts';

/** The answer to an Execute gets lost on the way: the server did the work, the client must connect anew. */
export const lostResponse: Scenario = {
  name: 'lost_response',
  summary: 'answers get lost after the server did the work; clients connect anew',
  arrange(stage) {
    const { random } = stage;
    for (const outlook of stage.take(0.6)) {
      const first = stage.moment(0.15 + 0.6 * random.unit());
      stage.repeatedly(first, random.int(90, 240) * millisecondsInMinute, () => {
        outlook.loseNextAnswer(random.int(800, 9000));
      });
    }
  },
};
