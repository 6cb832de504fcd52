import type { Scenario } from '../stage.ts';

/** The front-end logs of the last server were not collected: its requests show in back-end logs only. */
export const missingFrontEnd: Scenario = {
  name: 'missing_front_end',
  summary: 'the front-end logs of the last server are missing',
  servers: 2,
  prepare(world) {
    const last = world.servers.at(-1);
    if (last !== undefined) last.frontEndLogged = false;
  },
};
