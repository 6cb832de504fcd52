import type { Scenario } from '../stage.ts';

/** The mailbox application pool of one machine is recycled: code 18 while it stops, 10 from the new process. */
export const poolRecycle: Scenario = {
  name: 'pool_recycle',
  summary: 'an application pool of one back end is recycled',
  arrange(stage) {
    const server = stage.exchange.world.servers.at(-1);
    if (server === undefined) return;
    stage.at(stage.moment(0.7), () => stage.recycle(server));
  },
};
