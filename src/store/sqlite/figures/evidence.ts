import type { ResolvedFilter } from '../request-filter.ts';
import { BUCKET_MS } from './dirty.ts';
import { ANSWERED, WITH_BACK, WITH_FRONT } from './facts.ts';
import type { Scans } from './scan.ts';
import type { EvidenceCell, Steps } from './shapes.ts';
import { stepsFrom } from './tallies.ts';

/**
 * Which records stand behind the requests of a filter. That a back end answered is certain only with its 200: other
 * statuses may come from what stands before its MAPI service, which then logs nothing; and whether it logs requests of
 * the address book depends on its version. Probes may end before the MAPI service.
 */
export function evidenceOf(scans: Scans, filter: ResolvedFilter, steps: Steps): EvidenceCell[] {
  const { catalogue } = scans;
  const front = catalogue.grouping('front_end');
  const back = catalogue.grouping('back_end');
  const endpoint = catalogue.grouping('endpoint');
  const cells = new Map<number, EvidenceCell>();
  // Cells tell the ten minutes of a request, and no more.
  const whole = steps.bucketMs % BUCKET_MS === 0 && steps.startMs % BUCKET_MS === 0;
  scans.run(filter, whole ? 'cells' : 'facts', steps, (facts, picked, count) => {
    const step = stepsFrom(steps, facts);
    for (let n = 0; n < count; n++) {
      const i = picked[n] as number;
      const id = facts.series[i] as number;
      const at = step(facts.ended[i] as number);
      const key =
        (at * back.values.length + (back.of[id] as number)) * front.values.length + (front.of[id] as number);
      let cell = cells.get(key);
      if (cell === undefined) {
        cell = {
          step: at,
          front_end: front.values[front.of[id] as number] ?? null,
          back_end: back.values[back.of[id] as number] ?? null,
          with_front: 0,
          with_back: 0,
          joined: 0,
          back_missing: 0,
        };
        cells.set(key, cell);
      }
      const state = facts.state[i] as number;
      const times = facts.times === null ? 1 : (facts.times[i] as number);
      const withBack = (state & WITH_BACK) !== 0;
      if ((state & WITH_FRONT) !== 0) {
        cell.with_front += times;
        if (withBack) cell.joined += times;
      }
      if (withBack) cell.with_back += times;
      else if (
        (state & ANSWERED) !== 0 &&
        !facts.noise &&
        endpoint.values[endpoint.of[id] as number] === 'emsmdb'
      )
        cell.back_missing += times;
    }
  });
  const byName = (a: string | null, b: string | null): number =>
    a === b ? 0 : (a ?? '') < (b ?? '') ? -1 : 1;
  return [...cells.values()].sort(
    (a, b) => a.step - b.step || byName(a.front_end, b.front_end) || byName(a.back_end, b.back_end),
  );
}
