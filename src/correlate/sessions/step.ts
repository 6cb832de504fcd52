import type { Outcome } from '../outcome.ts';
import type { Endpoint, Names } from '../parts.ts';
import { endpointOf, type Request, requestTypeOf } from '../request.ts';

/** What can be wrong with a client's way to the server, as far as its own requests tell. */
export type Trouble = 'network' | 'authentication' | 'throttling' | 'refused';

/** What a request does to its context: make it, end it, or make use of it. */
export type Role = 'open' | 'close' | 'use' | 'other';

/** What a session needs to know of one of its requests. Times are epoch milliseconds. */
export interface Step {
  id: number;
  startMs: number;
  endMs: number;
  /** Orders steps that begin and end together; the same whenever they are read. */
  key: string;
  outcome: Outcome;
  role: Role;
  trouble: Trouble | null;
  address: string | null;
  frontEnd: string | null;
  /** Counter of the request in its context. */
  counter: number | null;
  /** Whether it has a front-end record, and a back-end record of either kind. */
  front: boolean;
  back: boolean;
  /** Whether it is in a log that has every request. */
  numbered: boolean;
  /** Machine of the back end. */
  machine: string | null;
  /** Start of the back-end process, as its session cookie says. */
  processMs: number | null;
  /** Of a failure: end of the first success after it; null while there is none. */
  recoveredMs: number | null;
}

/** Classes of failure that tell why a client can't get on. */
const troubles: Record<string, Trouble> = {
  authentication: 'authentication',
  throttling: 'throttling',
  access: 'refused',
  logon: 'refused',
  policy: 'refused',
  // An old sequence cookie: the client did not get the answer before it ([MS-OXCMAPIHTTP] 3.1.5.1).
  sequence: 'network',
};

function roleOf(type: string | null, endpoint: Endpoint | null): Role {
  switch (type) {
    case null:
      return 'other';
    case 'Connect':
    case 'Bind':
    case 'EcDoConnectEx':
      return 'open';
    case 'Disconnect':
    case 'Unbind':
    case 'EcDoDisconnect':
      return 'close';
    case 'Execute':
    case 'EcDoRpcExt2':
      return 'use';
    // Any operation of the address book is use of it; a PING only keeps the context alive.
    default:
      return endpoint === 'nspi' && type !== 'PING' ? 'use' : 'other';
  }
}

const troubleOf = ({ outcome, failureClass }: Request): Trouble | null => {
  if (outcome === 'client_gone') return 'network';
  return failureClass === null ? null : (troubles[failureClass] ?? null);
};

/** A request as a step of its session. */
export function stepOf(request: Request): Step {
  const { front, back, classic } = request;
  return {
    id: request.id,
    startMs: request.startedMs,
    endMs: request.endedMs,
    key: front?.requestId ?? back?.requestId ?? classic?.requestId ?? '',
    outcome: request.outcome,
    role: roleOf(requestTypeOf(request), endpointOf(request)),
    trouble: troubleOf(request),
    address: front?.names.address ?? back?.names.address ?? classic?.names.address ?? null,
    frontEnd: front?.names.frontEnd ?? back?.names.frontEnd ?? classic?.names.frontEnd ?? null,
    counter: front?.sequence ?? back?.sequence ?? classic?.sequence ?? null,
    front: front !== null,
    back: back !== null || classic !== null,
    numbered: front !== null || back !== null,
    machine: back?.machine ?? classic?.machine ?? front?.machine ?? null,
    processMs: back?.names.processStartedMs ?? classic?.names.processStartedMs ?? null,
    recoveredMs: request.recoveredMs,
  };
}

/** The names that a request's records give. */
export function* namesIn({ front, back, classic }: Request): Generator<Names> {
  if (front !== null) yield front.names;
  if (back !== null) yield back.names;
  if (classic !== null) yield classic.names;
}

/** In the order of their ends, whatever order they were read in. */
export function inOrder(a: Step, b: Step): number {
  return a.endMs - b.endMs || a.startMs - b.startMs || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}
