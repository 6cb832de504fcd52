import type { TimelineStep } from '../../store/sqlite/session-detail.ts';
import { isLongPoll } from './long-poll.ts';

/** A step that is shown, or a run of them that is not. */
export interface Folded {
  /** Of a run its first step, without its request. */
  step: TimelineStep;
  folded?: {
    /** How many successful requests of each type, most first. */
    types: Map<string, number>;
    /** Longest of those that are no long polls; null without any. */
    longestMs: number | null;
    /** Challenges among them. */
    challenges: number;
  };
}

/** Fewer are shown as they are. */
const LEAST_RUN = 3;
/** Outlook tells its user that it is waiting after 5 seconds. */
const SLOW_MS = 5_000;

/** What makes and ends contexts is always shown. */
const MARKS = new Set(['Connect', 'Disconnect', 'Bind', 'Unbind', 'EcDoConnectEx', 'EcDoDisconnect']);

/**
 * Takes the runs of requests together in which nothing happened: they succeeded, none was slow, and they follow each other
 * without a silence or a change; challenges among them are none of these. The first one after something that did happen is
 * shown: with it all was well again.
 */
export function foldSteps(steps: readonly TimelineStep[]): Folded[] {
  const shown: Folded[] = [];
  let run: TimelineStep[] = [];
  const endRun = (): void => {
    if (run.length < LEAST_RUN) shown.push(...run.map((step) => ({ step })));
    else shown.push(foldedRun(run));
    run = [];
  };
  let wellAgain = false;
  for (const step of steps) {
    const eventful = isEventful(step);
    if (wellAgain && !eventful) {
      run.push(step);
      continue;
    }
    endRun();
    shown.push({ step });
    wellAgain = !eventful && step.request?.['outcome'] === 'ok';
  }
  endRun();
  return shown;
}

function isEventful({ kind, request, duration_ms }: TimelineStep): boolean {
  if (kind !== 'request' || request === null) return true;
  const { outcome, request_type: type } = request;
  if (outcome !== 'ok' && outcome !== 'challenge') return true;
  if (typeof type === 'string' && MARKS.has(type)) return true;
  return !isLongPoll(type) && (duration_ms ?? 0) >= SLOW_MS;
}

function foldedRun(run: readonly TimelineStep[]): Folded {
  const types = new Map<string, number>();
  let longestMs: number | null = null;
  let challenges = 0;
  for (const { request, duration_ms } of run) {
    if (request?.['outcome'] === 'challenge') {
      challenges++;
      continue;
    }
    const type = String(request?.['request_type'] ?? '?');
    types.set(type, (types.get(type) ?? 0) + 1);
    if (!isLongPoll(type)) longestMs = Math.max(longestMs ?? 0, duration_ms ?? 0);
  }
  const [first] = run;
  if (first === undefined) throw new Error('a run has at least one step');
  return {
    step: { ...first, request: null },
    folded: { types: new Map([...types].sort(([, a], [, b]) => b - a)), longestMs, challenges },
  };
}
