import type { Scenario } from '../stage.ts';

const CUT_AFTER = 120_000;

/** A device in front of the servers cuts connections that are silent for two minutes: most long polls break. */
export const loadBalancerCut: Scenario = {
  name: 'load_balancer_cut',
  summary: 'a device cuts long polls after two minutes',
  arrange(stage) {
    for (const outlook of stage.take(0.8)) outlook.client.cutAfterMs = CUT_AFTER;
  },
};
