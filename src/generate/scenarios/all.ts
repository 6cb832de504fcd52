import type { Scenario } from '../stage.ts';
import { authenticationLoop } from './authentication-loop.ts';
import { cleanDay } from './clean-day.ts';
import { clockSkew } from './clock-skew.ts';
import { databaseFailover } from './database-failover.ts';
import { idleExpiry } from './idle-expiry.ts';
import { loadBalancerCut } from './load-balancer-cut.ts';
import { lostResponse } from './lost-response.ts';
import { missingFrontEnd } from './missing-front-end.ts';
import { networkSwitch } from './network-switch.ts';
import { outlookRestart } from './outlook-restart.ts';
import { poolRecycle } from './pool-recycle.ts';
import { refusedLogon } from './refused-logon.ts';
import { throttling } from './throttling.ts';

const single: readonly Scenario[] = [
  cleanDay,
  idleExpiry,
  networkSwitch,
  lostResponse,
  databaseFailover,
  poolRecycle,
  outlookRestart,
  refusedLogon,
  throttling,
  authenticationLoop,
  loadBalancerCut,
  missingFrontEnd,
  clockSkew,
];

/** Stands for all the others together. */
export const MIXED = 'mixed';

/** Every name that `generate` takes as a scenario. */
export const scenarioNames: readonly string[] = [...single.map(({ name }) => name), MIXED];

/** What a scenario does, by name, for people. */
export const scenarioSummaries: Readonly<Record<string, string>> = {
  ...Object.fromEntries(single.map(({ name, summary }) => [name, summary])),
  [MIXED]: 'a little of everything (the default)',
};

/**
 * The scenarios of these names. A scenario asked for by name must fit the servers and the time; `mixed` leaves out
 * those that do not fit, and hides the logs of a front end only where at least two others remain.
 */
export function scenariosOf(names: readonly string[], servers: number, hours: number): Scenario[] {
  const chosen = new Set<Scenario>();
  for (const name of names) {
    if (name === MIXED) {
      for (const scenario of single) {
        const needed = scenario === missingFrontEnd ? 3 : (scenario.servers ?? 1);
        if (servers >= needed && hours >= (scenario.hours ?? 0)) chosen.add(scenario);
      }
      continue;
    }
    const scenario = single.find((candidate) => candidate.name === name);
    if (scenario === undefined) {
      throw new RangeError(`unknown scenario "${name}"; known: ${scenarioNames.join(', ')}`);
    }
    if (servers < (scenario.servers ?? 1)) {
      throw new RangeError(`scenario ${name} needs at least ${scenario.servers} servers`);
    }
    if (hours < (scenario.hours ?? 0))
      throw new RangeError(`scenario ${name} needs at least ${scenario.hours} hours`);
    chosen.add(scenario);
  }
  return [...chosen];
}
