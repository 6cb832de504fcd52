import { mapiHttp } from '../formats/mapi-http.ts';
import { encodeSequenceCookie } from '../formats/values/session-cookie.ts';
import { appendable, braced, field, timeStamp } from './log-values.ts';
import type { Random } from './random.ts';
import type { MapiRequest } from './request.ts';
import { DOMAIN, type World } from './world.ts';

const CHECKPOINTS =
  'cpn=M_ABR/RUM_ABR/RUM_ABRC/M_APAR/M_APRH/M_DTC/M_DTQ/M_DTE/M_RDE/M_RDrE/M_RDrEc/M_RDEc/M_DTEc/M_APoRH/M_AER/';

/** Values that the back end saw of a request, with the times of its own clock. */
export interface BackEndView {
  request: MapiRequest;
  at: number;
  /** Milliseconds that the back end took. */
  took: number;
  clientGone: boolean;
}

/** Writes `MapiHttp\Mailbox` rows: one for each request that reached the back end. */
export class MapiHttpRows {
  readonly #world: World;
  readonly #random: Random;

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  row({ request, at, took, clientGone }: BackEndView): string {
    const { product } = this.#world;
    const { context } = request;
    const { client, mailbox } = context;
    const spelled = client.probe ? (guid: string): string => guid : braced;
    const fault = clientGone ? undefined : request.fault;
    const status = fault?.statusCode ?? 0;
    const failure = clientGone ? 'Client has dropped connection' : (fault?.text ?? '');
    const values: Record<string, string | number> = {
      DateTime: timeStamp(at),
      RequestId: request.id,
      MapiRequestId: `${spelled(context.id)}:${request.counter}`,
      ClientRequestId: client.probe ? this.#random.guid() : '<null>',
      RequestType: request.type,
      HttpStatusCode: 200,
      ResponseCode: clientGone ? 14 : (fault?.responseCode ?? 0),
      StatusCode: status,
      ReturnCode: status,
      TotalRequestLatency: took,
      DeploymentRing: 'Unknown',
      MajorVersion: 15,
      MinorVersion: product.minor,
      BuildVersion: product.build,
      RevisionVersion: product.revision,
      // Real rows have either form; which one depends on how the identity came from the front end.
      AuthenticatedUserEmail: client.person.index % 3 === 0 ? client.person.account : client.person.smtp,
      UPN: client.person.index % 3 === 0 ? '' : client.person.smtp,
      MailboxId: `${mailbox.guid}@${DOMAIN}`,
      MDBGuid: request.database.guid,
      ActAsUserEmail: client.person.smtp,
      ClientIP: request.address,
      SourceCafeServer: request.frontEnd.fqdn.toUpperCase(),
      EdgeInfo: '<null>',
      SessionCookie: context.server?.cookie ?? '',
      SequenceCookie:
        context.server === undefined ? '' : encodeSequenceCookie(context.sequence, this.#random.bits()),
      MapiClientInfo: `${spelled(client.instance)}:${client.instanceCounter}`,
      ClientSoftware: client.software,
      ClientSoftwareVersion: client.softwareVersion,
      ClientMode: client.mode === 'cached' ? 2 : 1,
      AuthenticationType: client.authentication,
      AuthenticatedUser: 'Anonymous',
      OperationSpecific: this.#operation(request, fault === undefined && !clientGone),
      GenericInfo: this.#statistics(request, took),
      GenericErrors: appendable(failure),
    };
    return mapiHttp.columns.map((column) => field(values[column] ?? '')).join(',');
  }

  #operation(request: MapiRequest, succeeded: boolean): string {
    if (!succeeded) return '';
    if (request.type === 'Connect') return 'Flags=None;';
    return request.type === 'Execute' ? `RopCount=${this.#random.int(1, 14)}` : '';
  }

  #statistics(request: MapiRequest, took: number): string {
    const random = this.#random;
    const own = request.type === 'NotificationWait' ? Math.min(took, 3) : took;
    const marks = [0, 0, 0, 1, 1, 1, 1, 1, 1, 1, own, own, own, own, own]
      .map((mark) => Math.min(mark, own))
      .join('/');
    const pairs = [
      `${CHECKPOINTS};cpv=${marks}/`,
      `Dbl:BudgUse.T[]=${own}.${random.int(10_000_000, 99_999_999)}`,
    ];
    if (request.type === 'Execute' || request.type === 'Connect') {
      const calls = random.int(1, 9);
      pairs.push(
        `I32:VCGS.C[${request.target.name}]=1`,
        `Dbl:VCGS.T[${request.target.name}]=0`,
        `I32:RPC.C[]=${calls}`,
        `Dbl:RPC.T[]=${Math.min(own, calls)}`,
        `I32:ROP.C[]=${random.int(1000, 4_000_000)}`,
        `I32:MAPI.C[]=${random.int(1, 20)}`,
        'Dbl:EXR.T[]=1',
        `I32:MB.C[]=${calls}`,
        `F:MB.AL[]=${random.int(0, 6)}.${random.int(10_000, 99_999)}`,
        `Dbl:ST.T[]=${Math.min(own, 1)}`,
        `Dbl:MAPI.T[]=${Math.min(own, calls)}`,
      );
    } else if (request.context.endpoint === 'nspi') {
      pairs.push(
        `I32:ADS.C[DC01]=${random.int(1, 3)}`,
        `F:ADS.AL[DC01]=${random.int(0, 7)}.${random.int(1000, 9999)}`,
      );
    }
    return pairs.join(';');
  }
}
