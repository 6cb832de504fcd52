import type { Random } from './random.ts';
import type { RequestType } from './request.ts';

/**
 * Where the time of one request went, in whole milliseconds. `undefined`: never measured, logged as nothing.
 * The parts add up: `total` is the overhead plus the five streams, and the overhead splits into pipeline and routing.
 */
export interface Latency {
  total: number;
  pipeline: number;
  calculate: number;
  kerberos: number;
  core: number;
  requestInit: number;
  clientRequest: number;
  backEndRequest: number;
  processing: number | undefined;
  responseInit: number | undefined;
  backEndResponse: number | undefined;
  clientResponse: number | undefined;
  proxyTime: number | undefined;
  /** What the back end itself measures. */
  backEndTotal: number;
}

/** Typical milliseconds that a back end needs for a request. */
const TYPICAL: Record<RequestType, number> = {
  Connect: 38,
  Execute: 12,
  NotificationWait: 3,
  PING: 2,
  Disconnect: 4,
  Bind: 14,
  Unbind: 2,
  QueryRows: 18,
  ResolveNames: 26,
  GetMatches: 32,
  GetProps: 9,
  UpdateStat: 5,
};

/** The parts of a request that the back end answered; a long poll stays open for `held` after its first bytes. */
export function answered(type: RequestType, held: number, random: Random): Latency {
  const pipeline = random.chance(0.1) ? random.int(1, 2) : 0;
  const calculate = random.chance(0.3) ? 1 : 0;
  const kerberos = random.chance(0.15) ? random.int(1, 3) : 0;
  const core = calculate + kerberos + random.int(1, 3);
  const requestInit = random.chance(0.25) ? 1 : 0;
  const responseInit = random.chance(0.05) ? 1 : 0;
  const clientRequest = random.chance(0.12) ? random.int(1, 20) : 0;
  const backEndRequest = random.chance(0.2) ? 1 : 0;
  const backEndTotal = Math.max(1, random.latency(TYPICAL[type]));
  const processing = backEndTotal + random.int(1, 3);
  const clientResponse = random.chance(0.2) ? random.int(1, 12) : 0;
  const streams = clientRequest + backEndRequest + processing + held + clientResponse;
  return {
    total: pipeline + core + requestInit + responseInit + streams,
    pipeline,
    calculate,
    kerberos,
    core,
    requestInit,
    clientRequest,
    backEndRequest,
    processing,
    responseInit,
    backEndResponse: held,
    clientResponse,
    proxyTime: streams + random.int(0, 2),
    backEndTotal: backEndTotal + held,
  };
}

/** The parts when the request ended this long after its start, before the back end's answer was through. */
export function brokenOff(total: number, answering: boolean, random: Random): Latency {
  const calculate = total > 4 && random.chance(0.3) ? 1 : 0;
  const core = Math.min(total, calculate + 2);
  const rest = total - core;
  const processing = answering ? Math.min(rest, random.int(3, 9)) : undefined;
  const backEndResponse = answering ? rest - (processing ?? 0) : undefined;
  const clientRequest = answering ? 0 : rest;
  return {
    total,
    pipeline: 0,
    calculate,
    kerberos: 0,
    core,
    requestInit: 0,
    clientRequest,
    backEndRequest: 0,
    processing,
    responseInit: answering ? 0 : undefined,
    backEndResponse,
    clientResponse: answering ? 0 : undefined,
    proxyTime: answering ? rest : undefined,
    backEndTotal: rest,
  };
}

/** The parts when the front end found the way to the back end but could not open a connection to it. */
export function unreachable(total: number, random: Random): Latency {
  const { clientRequest, ...rest } = brokenOff(total, false, random);
  return { ...rest, clientRequest: 0, requestInit: clientRequest };
}
