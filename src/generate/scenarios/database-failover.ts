import type { Scenario } from '../stage.ts';

/** A machine's databases become active on another: their users' contexts are gone, routes are stale for a while. */
export const databaseFailover: Scenario = {
  name: 'database_failover',
  summary: 'databases move to another machine; all their users reconnect there',
  servers: 2,
  arrange(stage) {
    const [first, second] = stage.exchange.world.servers;
    if (first === undefined || second === undefined) return;
    stage.at(stage.moment(0.45), () => stage.failOver(first, second));
  },
};
