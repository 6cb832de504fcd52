import type { Scenario } from '../stage.ts';

/** The clocks of the servers disagree by up to two seconds either way; the first server's is right. */
export const clockSkew: Scenario = {
  name: 'clock_skew',
  summary: 'server clocks are up to two seconds off',
  servers: 2,
  prepare(world, random) {
    for (const [index, server] of world.servers.slice(1).entries()) {
      server.clockSkewMs = (index % 2 === 0 ? 1 : -1) * random.int(700, 2000);
    }
  },
};
