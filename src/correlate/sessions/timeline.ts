/** What the timeline needs to know of a request; the columns of the view `requests`. */
export interface TimelineRequest {
  id: number;
  started_ms: number;
  ended_ms: number;
  client_ip: string | null;
  front_end: string | null;
  back_end: string | null;
}

/** What a session's timeline is bounded by; the columns of the view `sessions`. */
export interface TimelineSession {
  started_ms: number;
  ended_ms: number;
  end_reason: string;
}

/** One thing that happened in a session. Durations and offsets in milliseconds. */
export interface Step<Request> {
  kind: 'request' | 'gap' | 'address' | 'front_end' | 'back_end' | 'end';
  /** Since the session's start. */
  offset_ms: number;
  /** Of a request or a gap; null for what has no length. */
  duration_ms: number | null;
  /** Of a request: it. */
  request: Request | null;
  /** Of a change of address or server: what was before; null where that is not known. */
  from: string | null;
  /** Of a change: what came after; of the end: its reason. */
  to: string | null;
}

/** Silence that is worth a line: Outlook keeps a long poll open while it runs, so that a context is hardly ever silent. */
export const GAP_MS = 60_000;

/**
 * What happened in a session, in the order of time. Requests stand where they began. Between them stand: silences in which
 * nothing was under way, changes of the client's address, ways through a front end that it had not used before (a load
 * balancer may send each request through another one), changes of the back end, and at last how it ended, unless it
 * is open.
 * @param requests all of the session, in any order
 */
export function timelineOf<Request extends TimelineRequest>(
  session: TimelineSession,
  requests: readonly Request[],
): Step<Request>[] {
  const steps: Step<Request>[] = [];
  const note = (kind: Step<Request>['kind'], atMs: number, more: Partial<Step<Request>>): void => {
    steps.push({
      kind,
      offset_ms: atMs - session.started_ms,
      duration_ms: null,
      request: null,
      from: null,
      to: null,
      ...more,
    });
  };
  const frontEnds = new Set<string>();
  let address: string | null = null;
  let frontEnd: string | null = null;
  let backEnd: string | null = null;
  let busyUntil = session.started_ms;
  for (const request of [...requests].sort(byStart)) {
    const { started_ms: at, ended_ms: end, client_ip, front_end, back_end } = request;
    if (at - busyUntil > GAP_MS) note('gap', busyUntil, { duration_ms: at - busyUntil });
    busyUntil = Math.max(busyUntil, end);
    if (client_ip !== null) {
      if (address !== null && client_ip !== address) note('address', at, { from: address, to: client_ip });
      address = client_ip;
    }
    if (front_end !== null) {
      if (frontEnd !== null && !frontEnds.has(front_end))
        note('front_end', at, { from: frontEnd, to: front_end });
      frontEnds.add(front_end);
      frontEnd = front_end;
    }
    if (back_end !== null) {
      if (backEnd !== null && back_end !== backEnd) note('back_end', at, { from: backEnd, to: back_end });
      backEnd = back_end;
    }
    note('request', at, { duration_ms: end - at, request });
  }
  if (session.end_reason !== 'open') note('end', session.ended_ms, { to: session.end_reason });
  return steps;
}

const byStart = (a: TimelineRequest, b: TimelineRequest): number =>
  a.started_ms - b.started_ms || a.ended_ms - b.ended_ms || a.id - b.id;
