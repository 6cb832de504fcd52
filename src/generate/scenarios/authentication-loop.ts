import type { Scenario } from '../stage.ts';

/** Passwords change while Outlook runs: from then on every request ends with 401, to the end of the data. */
export const authenticationLoop: Scenario = {
  name: 'authentication_loop',
  summary: 'logons that never succeed: 401 to the end of the data',
  arrange(stage) {
    const { random } = stage;
    for (const outlook of stage.take(0.3)) {
      stage.at(stage.moment(0.3 + 0.3 * random.unit()), () => {
        for (const session of outlook.sessions) session.nudge();
        // Not before the long polls have ended: their end is the last that the old logon is good for.
        stage.at(outlook.now + 6, () => {
          outlook.client.person.credentialsBroken = true;
        });
      });
    }
  },
};
