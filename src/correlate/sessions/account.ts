import { type Counters, enterCounter } from './counters.ts';
import { breakAt, noteLate, noteResume, type Resume } from './resume.ts';
import type { Step, Trouble } from './step.ts';

/**
 * The account of a session's good and bad times: everything that its row and its reconnects are made of. Times are
 * epoch milliseconds. Plain data, so that it can be stored as it is.
 */
export interface Account extends Counters {
  startedMs: number;
  endedMs: number;
  /** Start of the request that began last. */
  lastStartMs: number;
  /** All but challenges. */
  requests: number;
  failures: number;
  clientGone: number;
  challenges: number;
  /** Start of the first Connect or Bind, challenges included. */
  firstAttemptMs: number | null;
  /** End of the first successful Connect or Bind. */
  establishedMs: number | null;
  /** End of the first successful use: Execute, or an operation of the address book. */
  usableMs: number | null;
  /** Connects or Binds up to then that were not challenges. */
  attempts: number;
  /** Challenges up to then. */
  authLegs: number;
  /** Front end of the request that connected; before one has, of the first. */
  frontEnd: string | null;
  firstGoodMs: number | null;
  lastGoodMs: number | null;
  /** End of the first failed or broken request after the last good one. */
  lostMs: number | null;
  /** Longest time without any request after the last good one. */
  silenceMs: number;
  /** First trouble after the last good request. */
  trouble: Trouble | null;
  /** First trouble before the first good request. */
  openingTrouble: Trouble | null;
  /** Whether a Disconnect or Unbind succeeded. */
  closed: boolean;
  machine: string | null;
  processMs: number | null;
  firstAddress: string | null;
  address: string | null;
  /** Start of the first request from that address. */
  addressSinceMs: number;
  firstFailedMs: number | null;
  resumes: Resume[];
  /** Requests with a front-end record, and with a back-end record; challenges included. */
  fronts: number;
  backs: number;
  /** Whether its requests are in logs that have every request: the classic log has few of them. */
  numbered: boolean;
  /** A break that no success has followed yet. */
  broken: Resume | null;
}

/** The account of a session without requests. */
export const emptyAccount = (): Account => ({
  startedMs: Number.MAX_SAFE_INTEGER,
  endedMs: 0,
  lastStartMs: 0,
  requests: 0,
  failures: 0,
  clientGone: 0,
  challenges: 0,
  firstAttemptMs: null,
  establishedMs: null,
  usableMs: null,
  attempts: 0,
  authLegs: 0,
  frontEnd: null,
  firstGoodMs: null,
  lastGoodMs: null,
  lostMs: null,
  silenceMs: 0,
  trouble: null,
  openingTrouble: null,
  closed: false,
  machine: null,
  processMs: null,
  firstAddress: null,
  address: null,
  addressSinceMs: 0,
  firstFailedMs: null,
  resumes: [],
  counters: [],
  missedEarlier: 0,
  missedBelow: 0,
  fronts: 0,
  backs: 0,
  numbered: false,
  broken: null,
});

/** An account that goes its own way from here. */
export const copyOf = (account: Account): Account => ({
  ...account,
  resumes: account.resumes.map((resume) => ({ ...resume })),
  counters: account.counters.map(([from, to, sinceMs]) => [from, to, sinceMs]),
  broken: account.broken === null ? null : { ...account.broken },
});

/** Enters a step; steps come in their order (`inOrder`). */
export function enter(account: Account, step: Step): void {
  count(account, step);
  followOpening(account, step);
  followAddress(account, step);
  // Silence is measured from the latest sign of life, good or bad.
  if (account.endedMs > 0) account.silenceMs = Math.max(account.silenceMs, step.startMs - account.endedMs);
  account.startedMs = Math.min(account.startedMs, step.startMs);
  account.lastStartMs = Math.max(account.lastStartMs, step.startMs);
  account.endedMs = Math.max(account.endedMs, step.endMs);
  if (step.front) account.fronts++;
  if (step.back) account.backs++;
  account.numbered ||= step.numbered;
  if (step.counter !== null) enterCounter(account, step.counter, step.endMs);
  noteLate(account.resumes, step);
  if (account.broken !== null) noteResume(account.broken, step);
  if (step.outcome === 'ok') enterGood(account, step);
  else if (step.outcome !== 'challenge') enterBad(account, step);
}

function count(account: Account, { outcome, endMs }: Step): void {
  if (outcome === 'challenge') {
    account.challenges++;
    return;
  }
  account.requests++;
  if (outcome === 'client_gone') account.clientGone++;
  if (outcome === 'failed') {
    account.failures++;
    account.firstFailedMs ??= endMs;
  }
}

/** Until the context is of use, its requests are attempts to open it. */
function followOpening(account: Account, { role, outcome, startMs, endMs, frontEnd }: Step): void {
  const opening = role === 'open';
  account.frontEnd ??= frontEnd;
  if (opening) account.firstAttemptMs = Math.min(account.firstAttemptMs ?? startMs, startMs);
  if (opening && outcome === 'ok' && account.establishedMs === null) {
    account.establishedMs = endMs;
    account.frontEnd = frontEnd;
  }
  if (account.usableMs !== null) return;
  if (outcome === 'challenge') account.authLegs++;
  else if (opening) account.attempts++;
  if (role === 'use' && outcome === 'ok') account.usableMs = endMs;
}

/** A context that goes on from another place was resumed there, perhaps without a sign that the old way had broken. */
function followAddress(account: Account, { address, startMs }: Step): void {
  if (address === null || address === account.address) return;
  if (account.address === null) account.firstAddress = address;
  // A request from the old place that was under way at the change is no way back.
  else if (startMs < account.addressSinceMs) return;
  else if (account.establishedMs !== null) account.broken ??= breakAt(account, startMs);
  account.address = address;
  account.addressSinceMs = startMs;
}

function enterGood(account: Account, { endMs, role, machine, processMs }: Step): void {
  account.firstGoodMs ??= endMs;
  account.lastGoodMs = endMs;
  account.lostMs = null;
  account.trouble = null;
  account.silenceMs = 0;
  account.machine ??= machine;
  account.processMs ??= processMs;
  if (role === 'close') account.closed = true;
  if (account.broken?.usableMs != null) {
    account.resumes.push(account.broken);
    account.broken = null;
  }
}

function enterBad(account: Account, { endMs, outcome, trouble }: Step): void {
  account.lostMs ??= endMs;
  account.trouble ??= trouble;
  if (account.firstGoodMs === null) account.openingTrouble ??= trouble;
  if (outcome === 'client_gone' && account.establishedMs !== null) account.broken ??= breakAt(account, null);
}
