import { millisecondsInDay } from 'date-fns/constants';
import type { Latency } from './latency.ts';
import { appendable, braced, proxyField, secondStamp, ticks, timeStamp } from './log-values.ts';
import type { Random } from './random.ts';
import type { MapiRequest } from './request.ts';
import { DOMAIN, type Mailbox, type Server, URL_HOST, type World } from './world.ts';

/** Values of one HttpProxy row by column; what is missing is logged as nothing. */
type Values = Record<string, string | number>;

const COOKIE_LIFE = 30 * millisecondsInDay;
const given = (name: string, value: number | undefined): Values =>
  value === undefined ? {} : { [name]: value };

/** A GET that has no part in MAPI. With an account it is the product's self test of that mailbox. */
export interface PlainGet {
  stem: string;
  agent: string;
  address: string;
  account?: string;
  mailbox: Mailbox;
}

/** Writes HttpProxy rows of one deployment. All times are those of the front end's clock. */
export class FrontEndRows {
  readonly #world: World;
  readonly #random: Random;

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  /** A request that was sent to a back end, or at least routed there. */
  proxied(request: MapiRequest, start: number, latency: Latency, clientGone: boolean): string {
    const { context, target, database } = request;
    const { client } = context;
    const fault = clientGone ? undefined : request.fault;
    const opening = request.type === 'Connect' || request.type === 'Bind';
    const guid = context.mailbox.guid;
    return this.#row(request.frontEnd, start, latency.total, {
      ...this.#identity(request),
      AuthenticationType: client.authentication,
      IsAuthenticated: 'true',
      AuthenticatedUser: client.person.account,
      Organization: DOMAIN,
      AnchorMailbox: `MailboxGuid~${guid}`,
      HttpStatus: fault?.httpStatus ?? 200,
      BackEndStatus: clientGone ? '' : fault === undefined ? 200 : (fault.backEndStatus ?? ''),
      ErrorCode: clientGone ? 'ClientDisconnect' : (fault?.errorCode ?? ''),
      ProxyAction: 'Proxy',
      TargetServer: target.fqdn,
      TargetServerVersion: this.#world.product.targetVersion,
      RoutingType: 'IntraForest',
      RoutingHint: 'MailboxGuidWithDomain',
      BackEndCookie: opening ? '' : `Database~${database.guid}~~${secondStamp(start + COOKIE_LIFE)}`,
      RequestBytes: opening ? this.#random.int(300, 480) : this.#random.int(60, 1900),
      ...(fault?.httpStatus === 503 ? {} : { ResponseBytes: this.#random.int(90, 5200) }),
      ...latencyValues(latency),
      GenericInfo: this.#waypoints(request, start, latency, opening, clientGone),
      GenericErrors: clientGone
        ? 'StreamProxy=StreamProxy-Response-ExpectWriteCallback;HttpException=ClientDisconnect;'
        : appendable(fault?.genericErrors ?? ''),
      DatabaseGuid: `|RoutingDB:${database.guid}`,
      RoutingStatus: 'CafeV1',
    });
  }

  /** A 401 answered by the front end itself: the request came without a usable identity. */
  unauthorised(request: MapiRequest, start: number, total: number): string {
    return this.#row(request.frontEnd, start, total, {
      ...this.#identity(request),
      AuthenticationType: request.context.client.authentication,
      IsAuthenticated: 'false',
      HttpStatus: 401,
      RequestBytes: this.#random.int(60, 480),
      ...ownLatency(total),
      GenericInfo: plainWaypoints(start, total, this.#random),
    });
  }

  /** A GET that has no part in MAPI: a load balancer's health check or a self test. */
  get(server: Server, start: number, latency: Latency, what: PlainGet): string {
    const authenticated = what.account !== undefined;
    const { total } = latency;
    return this.#row(server, start, total, {
      RequestId: this.#random.guid(),
      UrlHost: authenticated ? 'localhost' : URL_HOST,
      UrlStem: what.stem,
      IsAuthenticated: String(authenticated),
      UserAgent: what.agent,
      ClientIpAddress: what.address,
      HttpStatus: 200,
      Method: 'GET',
      RequestBytes: 0,
      ...(what.account === undefined
        ? { ...ownLatency(total), GenericInfo: plainWaypoints(start, total, this.#random) }
        : this.#selfTest(server, start, latency, what.account, what.mailbox)),
    });
  }

  /** The product's own GET goes to the back end of the same machine, which shows it a status page. */
  #selfTest(server: Server, start: number, latency: Latency, account: string, mailbox: Mailbox): Values {
    const { database } = mailbox;
    return {
      AuthenticationType: 'Negotiate',
      AuthenticatedUser: account,
      Organization: DOMAIN,
      AnchorMailbox: `MailboxGuid~${mailbox.guid}`,
      BackEndStatus: 200,
      ProxyAction: 'Proxy',
      TargetServer: server.fqdn,
      TargetServerVersion: this.#world.product.targetVersion,
      RoutingType: 'IntraForest',
      RoutingHint: 'MailboxGuidWithDomain',
      BackEndCookie: `Database~${database.guid}~~${secondStamp(start + COOKIE_LIFE)}`,
      ResponseBytes: this.#random.int(1100, 1900),
      ...latencyValues(latency),
      UrlQuery: `?mailboxId=${mailbox.guid}@${DOMAIN}`,
      GenericInfo: this.#waypoints(
        { database, target: server, fault: undefined },
        start,
        latency,
        false,
        false,
      ),
      DatabaseGuid: `|RoutingDB:${database.guid}`,
      RoutingStatus: 'CafeV1',
    };
  }

  #identity(request: MapiRequest): Values {
    const { context } = request;
    const { client } = context;
    const spelled = client.probe ? (guid: string): string => guid : braced;
    const r = `R:${spelled(context.id)}:${request.counter}`;
    const ci = `CI:${spelled(client.instance)}:${client.instanceCounter}`;
    return {
      RequestId: request.id,
      ClientRequestId: this.#world.product.classic
        ? `${r};${ci};RT:${request.type}`
        : `${r};RT:${request.type};${ci};CID:${client.probe ? this.#random.guid() : braced(client.instance)}`,
      UrlHost: client.probe ? request.frontEnd.fqdn : URL_HOST,
      UrlStem: `/mapi/${context.endpoint}/`,
      UserAgent: client.agent,
      ClientIpAddress: request.loggedAddress,
      Method: 'POST',
      UrlQuery: `?${client.probe ? 'mailboxId' : 'MailboxId'}=${context.mailbox.guid}@${DOMAIN}`,
    };
  }

  #row(server: Server, start: number, total: number, values: Values): string {
    const { product } = this.#world;
    const all: Values = {
      DateTime: timeStamp(start + total),
      MajorVersion: 15,
      MinorVersion: product.minor,
      BuildVersion: product.build,
      RevisionVersion: product.revision,
      Protocol: 'Mapi',
      ServerHostName: server.name,
      ...values,
    };
    let row = '';
    for (const column of product.proxyColumns) {
      const value = all[column];
      row += value === undefined || value === '' ? ',' : `${proxyField(value)},`;
    }
    return row.slice(0, -1);
  }

  #waypoints(
    request: Pick<MapiRequest, 'database' | 'target' | 'fault'>,
    start: number,
    latency: Latency,
    opening: boolean,
    clientGone: boolean,
  ): string {
    const { product } = this.#world;
    const { database, target, fault } = request;
    const ready = start + latency.pipeline + latency.core - Math.min(1, latency.core) + latency.clientRequest;
    const sent = ready + latency.requestInit + latency.backEndRequest;
    const answer = sent + (latency.processing ?? 0) + (latency.responseInit ?? 0);
    const end = start + latency.total;
    const reached = fault?.errorCode === 'ConnectFailure' ? 0 : latency.processing === undefined ? 1 : 2;
    const parts = [
      `BeginRequest=${timeStamp(start - this.#random.int(0, 1))}`,
      'CorrelationID=<empty>',
      'ProxyState-Run=None',
      `FEAuth=BEVersion-${product.serverVersion}`,
    ];
    if (opening) {
      parts.push(
        `RoutingEntry=DatabaseGuid:${database.guid}%40${DOMAIN}%40${DOMAIN} Server:${target.fqdn}+${product.serverVersion}@${ticks(start - 60_000)}`,
      );
      if (this.#random.chance(0.3)) parts.push(`NewConnection=${target.ip}&0`);
    }
    if (fault?.errorCode === 'RoutingError' && !clientGone) {
      parts.push(
        `RoutingError=X-BEServerRoutingError(Database ${database.guid} is not mounted on ${target.name})`,
        `InvalidatingBackEndServerCache=${database.guid}`,
      );
    }
    parts.push(`BeginGetRequestStream=${timeStamp(ready)}`);
    if (reached > 0) parts.push(`OnRequestStreamReady=${timeStamp(sent)}`);
    if (reached > 1) {
      parts.push(`BeginGetResponse=${timeStamp(sent)}`, `OnResponseReady=${timeStamp(answer)}`);
      parts.push(`EndGetResponse=${timeStamp(answer)}`);
    }
    const state =
      reached === 0
        ? 'PrepareServerRequest'
        : reached === 1
          ? 'ProxyRequestData'
          : !clientGone && fault?.backEndStatus === 555
            ? 'WaitForServerResponse'
            : 'ProxyResponseData';
    parts.push(`ProxyState-Complete=${state}`, 'SharedCacheGuard=0', `EndRequest=${timeStamp(end)}`);
    return appendable(`${parts.join(';')};`);
  }
}

/** Time stamps of a request that never left the front end. */
const plainWaypoints = (start: number, total: number, random: Random): string =>
  `BeginRequest=${timeStamp(start - random.int(0, 1))};CorrelationID=<empty>;SharedCacheGuard=0;EndRequest=${timeStamp(start + total)};`;

/** Without a back end all of the time is the front end's own; the stages are not measured. */
const ownLatency = (total: number): Values => ({
  ActivityContextLifeTime: total,
  CoreLatency: total,
  HttpProxyOverhead: total,
  TotalRequestTime: total,
});

function latencyValues(latency: Latency): Values {
  const routing = latency.core + latency.requestInit + (latency.responseInit ?? 0);
  return {
    HttpPipelineLatency: latency.pipeline,
    CalculateTargetBackEndLatency: latency.calculate,
    TotalGlsLatency: 0,
    TotalAccountForestLatency: 0,
    TotalResourceForestLatency: 0,
    ADLatency: 0,
    TotalSharedCacheLatency: 0,
    ActivityContextLifeTime: latency.total,
    ModuleToHandlerSwitchingLatency: 0,
    ClientReqStreamLatency: latency.clientRequest,
    BackendReqInitLatency: latency.requestInit,
    BackendReqStreamLatency: latency.backEndRequest,
    ...given('BackendProcessingLatency', latency.processing),
    ...given('BackendRespInitLatency', latency.responseInit),
    ...given('BackendRespStreamLatency', latency.backEndResponse),
    ...given('ClientRespStreamLatency', latency.clientResponse),
    KerberosAuthHeaderLatency: latency.kerberos,
    HandlerCompletionLatency: 0,
    RequestHandlerLatency: latency.total - latency.pipeline,
    HandlerToModuleSwitchingLatency: 0,
    ...given('ProxyTime', latency.proxyTime),
    CoreLatency: latency.core,
    RoutingLatency: routing,
    HttpProxyOverhead: latency.pipeline + routing,
    TotalRequestTime: latency.total,
  };
}
