import { encodeSequenceCookie } from '../formats/values/session-cookie.ts';
import type { BackEndView } from './back-end-rows.ts';
import { braced, field, timeSpan, timeStamp } from './log-values.ts';
import type { Random } from './random.ts';
import type { MapiContext, RequestType } from './request.ts';
import { DOMAIN } from './world.ts';

const STACK =
  ' at M.E.R.Server.RpcDispatch.<>c__DisplayClasse.<EcDoConnectEx>b__a() at M.E.R.Server.RpcDispatch.Execute(Func`1 getExecuteParameters, Func`1 executeDelegate, Action`1 exceptionSerializationDelegate)';

const RPC_NAMES: Record<number, string> = {
  1010: 'LoginPerm',
  1142: 'MdbNotInit',
  1152: 'ServerTooBusy',
  2008: 'ProtocolDisabled',
  2614: 'MaxConnectionsExceeded',
};

/** Address-book operation names of the classic log. */
const NSPI: Partial<Record<RequestType, string>> = {
  Bind: 'NspiBind',
  Unbind: 'NspiUnbind',
  QueryRows: 'NspiQueryRows',
  ResolveNames: 'NspiResolveNamesW',
  GetMatches: 'NspiGetMatches',
  GetProps: 'NspiGetProps',
  UpdateStat: 'NspiUpdateStat',
};

const line = (values: readonly (string | number)[]): string => values.map(field).join(',');

/** Writes the two back-end logs of Exchange 2013, which have no row for an ordinary Execute. */
export class ClassicRows {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Rows of `MAPI Client Access` that a request leaves: none, one, or a Connect failure and so on. */
  mailbox(view: BackEndView): string[] {
    const { request, clientGone } = view;
    const { context } = request;
    const fault = clientGone ? undefined : request.fault;
    if (clientGone) return [this.#failure(view, 'Client has dropped connection', 14)];
    if (fault?.layer === 'mapihttp') return [this.#failure(view, fault.text, fault.responseCode ?? 0)];
    if (fault?.layer === 'rpc') {
      const code = fault.statusCode ?? 0;
      return [
        this.#entry(view, request.type === 'Connect' ? 'Connect' : '', {
          status: `${code} (rpc::${RPC_NAMES[code] ?? 'Unknown'})`,
          // Like a public line of a refused logon: named is the owner of the mailbox, whom the SID is not.
          ...(code === 1010 ? { claimed: context.mailbox.legacyDn } : {}),
          failures: `RpcDispatch: ${fault.text}${code === 1010 ? ` object '${context.mailbox.legacyDn}' (StoreError=LoginPerm)` : ''}${STACK}`,
        }),
      ];
    }
    if (request.type === 'Connect') return [this.#entry(view, 'Connect', {})];
    if (request.type === 'Disconnect') return [this.#sessionEnd(view, 'Disconnect')];
    if (request.type !== 'Execute' || context.server === undefined || context.server.loggedOn) return [];
    context.server.loggedOn = true;
    const own = context.mailbox === context.client.person.mailbox;
    return [
      this.#entry(view, own ? 'OwnerLogon' : 'DelegateLogon', {
        specific: `Logon: ${own ? 'Owner' : 'Delegate'}, ${context.mailbox.legacyDn} in database ${request.database.name} last mounted on ${request.target.fqdn}; LogonId: 0`,
      }),
    ];
  }

  /** The row that the server writes when it gives up a context that nobody used any more. */
  rundown(context: MapiContext, at: number): string {
    return this.#values(context, at, {
      ids: '',
      operation: 'NetworkRundown',
      status: '0',
      took: at - (context.server?.openedAt ?? at),
      performance: this.#performance(context),
      connection: '',
    });
  }

  /** The row of `MAPI AddressBook Service` of a request. */
  addressBook({ request, at, took, clientGone }: BackEndView): string {
    const { context } = request;
    const { client, server } = context;
    const fault = clientGone ? undefined : request.fault;
    const lost = clientGone || fault?.layer === 'mapihttp';
    const rows = server?.rows ?? 0;
    if (server !== undefined) server.rows += 1;
    const operation = lost ? 'MapiHttp: failure' : (NSPI[request.type] ?? '');
    const life = request.type === 'Unbind' ? String(at - (server?.openedAt ?? at)) : '';
    const container = request.type === 'GetMatches' ? '00000000' : life;
    const ids = `${request.type} [${client.person.smtp}] [C:${server?.cookie ?? ''}|R:${braced(context.id)}:${request.counter}|A:${request.id}]`;
    return line([
      timeStamp(at),
      lost ? 0 : (server?.number ?? 0),
      rows,
      lost ? '' : client.person.legacyDn,
      '',
      request.address,
      request.target.ip,
      lost ? `MapiHttp:${DOMAIN}[MapiHttp:${client.person.smtp}]` : 'MapiHttp',
      operation,
      lost ? '' : fault === undefined ? '' : fault.code,
      took,
      lost ? ids : container,
      clientGone ? 'Disconnected' : lost ? 'NoContext' : (fault?.text ?? ''),
      request.type === 'Bind' ? 'None' : '',
      '',
    ]);
  }

  #entry(
    view: BackEndView,
    operation: string,
    more: { status?: string; failures?: string; specific?: string; claimed?: string },
  ): string {
    const { request, at, took } = view;
    const { context } = request;
    const { client } = context;
    const connect = request.type === 'Connect';
    return this.#values(context, at, {
      ids: requestIds(view),
      operation,
      status: more.status ?? '0',
      took,
      specific: more.specific ?? (connect ? `SID=${client.person.sid}, Flags=None` : ''),
      failures: more.failures ?? '',
      claimed: more.claimed ?? client.person.legacyDn,
      activity: connect ? activity(context) : '',
      application: operation.endsWith('Logon') ? 'Client=MSExchangeRPC' : '',
      connection: connect
        ? `Connection Info[GUID:${context.connection}, Attempts:${context.attempts}, Flags:${client.mode === 'cached' ? 1 : 0}, Ctx:]`
        : '',
    });
  }

  #sessionEnd(view: BackEndView, operation: string): string {
    const { context } = view.request;
    return this.#values(context, view.at, {
      ids: requestIds(view),
      operation,
      status: '0',
      took: view.at - (context.server?.openedAt ?? view.at),
      performance: this.#performance(context),
      activity: activity(context),
      connection: '',
    });
  }

  #failure(view: BackEndView, text: string, code: number): string {
    const { client } = view.request.context;
    return line([
      timeStamp(view.at),
      0,
      '',
      client.person.smtp,
      '',
      '',
      '',
      '',
      view.request.address,
      '',
      view.request.target.ip,
      `MapiHttp:${DOMAIN}[MapiHttp:${client.person.account}]`,
      '',
      requestIds(view),
      cookies(view.request.context, this.#random),
      '',
      'mapihttp: failure',
      timeSpan(view.took),
      '',
      `MapiHttpEndPoint: [ProtocolException] ${text} [ResponseCode=${code}] at M.E.MapiHttp.AsyncOperation.ThrowIfFailed()`,
      '',
      '',
      '',
      '',
    ]);
  }

  #values(
    context: MapiContext,
    at: number,
    row: {
      ids: string;
      operation: string;
      status: string;
      took: number;
      connection: string;
      specific?: string;
      failures?: string;
      performance?: string;
      activity?: string;
      application?: string;
      /** The DN in its Connect; without it, that of the user. */
      claimed?: string;
    },
  ): string {
    const { client, server } = context;
    const rows = server?.rows ?? 0;
    if (server !== undefined) server.rows += 1;
    return line([
      timeStamp(at),
      server?.number ?? 0,
      rows,
      row.claimed ?? client.person.legacyDn,
      '',
      client.software,
      client.softwareVersion,
      client.mode === 'cached' ? 'Cached' : 'Classic',
      client.address,
      row.connection,
      '::1',
      'MapiHttp',
      row.application ?? '',
      row.ids,
      cookies(context, this.#random),
      row.operation,
      row.status,
      timeSpan(row.took),
      row.specific ?? '',
      row.failures ?? '',
      row.performance ?? '',
      row.activity ?? '',
      client.person.smtp,
      '',
    ]);
  }

  #performance(context: MapiContext): string {
    const calls = context.server?.calls ?? 0;
    const steps = ['20%', '40%', '60%', '80%', '90%', '95%', '99%', '100%'];
    const spread = (name: string, base: number): string =>
      steps.map((step, index) => `${step}${name}Percentile=${base * (index + 1)}`).join(';');
    const base = this.#random.int(4, 15);
    return `ClientRPCCount=${calls};AvgClientLatency=${timeSpan(base * 4)};ServerRPCCount=${calls};AvgCasRPCProcessingTime=${timeSpan(base)};AvgMbxProcessingTime=${timeSpan(base)};MaxCasRPCProcessingTime=${timeSpan(base * 9)};${spread('Client', base * 2)};${spread('Cas', base)};${spread('Mbx', base)}`;
  }
}

const requestIds = ({ request }: BackEndView): string =>
  `R:${request.context.client.probe ? request.context.id : braced(request.context.id)}:${request.counter}|A:${request.id}|FE:${request.frontEnd.fqdn}`;

const cookies = (context: MapiContext, random: Random): string =>
  context.server === undefined
    ? ''
    : `C:${context.server.cookie}|S:${encodeSequenceCookie(context.sequence, random.bits())}`;

const activity = ({ client }: MapiContext): string =>
  `S:ActivityStandardMetadata.UserId=ADGuid:${client.person.adGuid};S:ActivityStandardMetadata.Puid=;S:ActivityStandardMetadata.UserEmail=${client.person.smtp};S:ActivityStandardMetadata.TenantId=${DOMAIN};S:ActivityStandardMetadata.Component=RCA/Mailbox;S:WLM.BT=Rca;S:ActivityStandardMetadata.Protocol=RPC/MapiHttp;S:ActivityStandardMetadata.ClientInfo=${client.software}/${client.softwareVersion};I32:ADS.C[DC01]=2;F:ADS.AL[DC01]=1.700816`;
