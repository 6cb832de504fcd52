import type { Account } from './account.ts';
import type { Step } from './step.ts';

/** A break in a context that then went on: what the protocol promises to survive. Times are epoch milliseconds. */
export interface Resume {
  lastGoodMs: number | null;
  /** End of the request that broke; null where only the changed address tells of the break. */
  lostMs: number | null;
  /** Start of the first request after the break. */
  firstAttemptMs: number | null;
  /** End of the first successful one. */
  usableMs: number | null;
  attempts: number;
  authLegs: number;
  /** Front end of the first successful request; before it, of the first. */
  frontEnd: string | null;
}

/**
 * A break that begins now.
 * @param firstAttemptMs start of the request that showed it from another address; null for a request that broke
 */
export const breakAt = ({ lastGoodMs, lostMs }: Account, firstAttemptMs: number | null): Resume => ({
  lastGoodMs,
  lostMs,
  firstAttemptMs,
  usableMs: null,
  attempts: 0,
  authLegs: 0,
  frontEnd: null,
});

/** Enters a request that ended after the break. */
export function noteResume(resume: Resume, { startMs, endMs, outcome, role, frontEnd }: Step): void {
  // What was under way when the connection broke says nothing about what came after.
  if (resume.usableMs !== null || (resume.lostMs !== null && startMs < resume.lostMs)) return;
  resume.firstAttemptMs = Math.min(resume.firstAttemptMs ?? startMs, startMs);
  resume.frontEnd ??= frontEnd;
  if (outcome === 'challenge') resume.authLegs++;
  else if (role === 'open') resume.attempts++;
  if (outcome !== 'ok') return;
  resume.usableMs = endMs;
  resume.frontEnd = frontEnd;
}

/** Enters a request that ended after all was well again, but may have been the first one sent after the break. */
export function noteLate(resumes: readonly Resume[], { startMs }: Step): void {
  for (let at = resumes.length - 1; at >= 0; at--) {
    const resume = resumes[at];
    // Where only the changed address tells of the break, the first request from there is it.
    if (resume === undefined || resume.lostMs === null) continue;
    if (startMs < resume.lostMs) continue;
    if (resume.firstAttemptMs !== null && startMs < resume.firstAttemptMs) resume.firstAttemptMs = startMs;
    return;
  }
}
