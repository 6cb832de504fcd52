import type { Scenario } from '../stage.ts';

/** People close Outlook, or it dies, and start it again: a new client instance of the same user. */
export const outlookRestart: Scenario = {
  name: 'outlook_restart',
  summary: 'Outlook is closed or dies and is started again',
  arrange(stage) {
    const { random } = stage;
    for (const outlook of stage.take(0.6)) {
      stage.at(stage.moment(0.2 + 0.55 * random.unit()), () => {
        stage.restart(outlook, random.chance(0.7), random.int(8000, 150_000));
      });
    }
  },
};
