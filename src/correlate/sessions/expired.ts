import { restored, type StoredRequest } from '../request.ts';
import { type Account, emptyAccount, enter } from './account.ts';
import { inOrder, stepOf } from './step.ts';

/** What those requests of a session added up to that were deleted since. */
export interface Expired {
  account: Account;
  /** As that of the session. A failure that had not recovered when it was deleted stays so. */
  lastRecoveryMs: number | null;
}

/**
 * Adds requests that are about to be deleted. They have to come in the order of their ends over all calls, as they
 * are deleted: then what is made anew of this and of the requests that stay is the session's account.
 */
export function expire(before: Expired | null, requests: readonly StoredRequest[]): Expired {
  const { account, lastRecoveryMs } = before ?? { account: emptyAccount(), lastRecoveryMs: 0 };
  let last = lastRecoveryMs;
  for (const step of requests.map((stored) => stepOf(restored(stored))).sort(inOrder)) {
    enter(account, step);
    if (step.outcome !== 'failed') continue;
    last = last === null || step.recoveredMs === null ? null : Math.max(last, step.recoveredMs);
  }
  return { account, lastRecoveryMs: last };
}
