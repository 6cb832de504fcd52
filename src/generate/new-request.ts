import { brokenOff } from './latency.ts';
import type { Random } from './random.ts';
import type { MapiContext, MapiRequest, Reply, RequestType } from './request.ts';
import type { Database, Server } from './world.ts';

/** What a client asks for. */
export interface Ask {
  context: MapiContext;
  type: RequestType;
  /** Counter of X-RequestId: each request has its own, and the legs of its logon have the same. */
  counter: number;
  frontEnd: Server;
}

/** A request at its start, before anybody has looked at it. */
export function newRequest(
  ask: Ask,
  route: { target: Server; database: Database; startedAt: number },
  random: Random,
  done: (reply: Reply) => void,
): MapiRequest {
  const { context } = ask;
  const { address, addressForm } = context.client;
  // The forms that front ends see: as it is, with the port, or with the proxies that the request came through.
  let loggedAddress = address;
  if (addressForm === 'port') loggedAddress = `${address}:${random.int(49152, 65535)}`;
  if (addressForm === 'forwarded') loggedAddress = `${address}  10.0.0.5`;
  return {
    id: random.guid(),
    ...ask,
    ...route,
    endsAt: route.startedAt,
    plan: 0,
    fault: undefined,
    clientGone: false,
    willBreak: false,
    answerLost: false,
    address,
    loggedAddress,
    latency: brokenOff(0, false, random),
    backEndWritten: false,
    backEndRecord: undefined,
    breakWritten: false,
    done,
  };
}
