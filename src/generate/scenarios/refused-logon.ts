import { millisecondsInMinute } from 'date-fns/constants';
import type { Scenario } from '../stage.ts';

/**
 * Connects are refused: 1010 for a colleague's mailbox to which the right is missing (again and again), 2008 for a
 * user whose MAPI access was switched off by mistake and later on again.
 */
export const refusedLogon: Scenario = {
  name: 'refused_logon',
  summary: 'Connects fail with 1010 (no permission) and 2008 (MAPI switched off)',
  arrange(stage) {
    const { random, exchange } = stage;
    stage.take(0.5).forEach((outlook, index) => {
      const { person } = outlook.client;
      if (index % 2 === 0) {
        const other = exchange.world.people[(person.index + 1) % exchange.world.people.length];
        if (other === undefined || other === person) return;
        other.mailbox.refusals.set(person.account, { until: Number.POSITIVE_INFINITY, code: 1010 });
        outlook.open(other.mailbox).start(random.int(20_000, 120_000));
        return;
      }
      const { mailbox } = person;
      stage.at(stage.moment(0.2 + 0.3 * random.unit()), () => {
        mailbox.refusals.set(person.account, {
          until: outlook.now + random.int(2 * millisecondsInMinute, 12 * millisecondsInMinute),
          code: 2008,
        });
        // The long poll goes first, as a server ends what it no longer allows; the context with it.
        for (const session of outlook.sessions) if (session.mailbox === mailbox) session.nudge();
        exchange.backEnd.forget(
          (context) =>
            context.client === outlook.client && context.mailbox === mailbox && context.endpoint === 'emsmdb',
        );
      });
    });
  },
};
