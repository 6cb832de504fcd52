import { familyOf } from '../../src/formats/families.ts';
import type { FamilyId } from '../../src/formats/family.ts';

/** Values by column name; columns not named are empty. */
export type Values = Record<string, string | number>;

const quote = (text: string): string => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** One row in the order of these columns, quoted as Exchange does. */
export function row(columns: readonly string[], values: Values): string {
  for (const name of Object.keys(values)) if (!columns.includes(name)) throw new Error(`no column ${name}`);
  return columns.map((name) => quote(String(values[name] ?? ''))).join(',');
}

/** The newest columns of a family. */
export function columnsOf(family: FamilyId): readonly string[] {
  const columns = familyOf(family).layouts[0]?.columns;
  if (columns === undefined) throw new Error(`no layout of ${family}`);
  return columns;
}

const logTypes: Record<FamilyId, string> = {
  http_proxy: 'HttpProxy Logs',
  mapi_http: 'MapiHttp Logs',
  mapi_client_access: 'MAPI Mailbox Protocol Logs',
  mapi_address_book: 'MAPI AddressBook Protocol Logs',
};

/** The lines that a log of this family begins with, in the form that Exchange writes. */
export function preamble(
  family: FamilyId,
  columns = columnsOf(family),
  version = '15.02.1544.004',
): string[] {
  const csvCompatible = family === 'http_proxy' || family === 'mapi_http';
  return [
    ...(csvCompatible ? [columns.join(',')] : []),
    `#Software: Microsoft Exchange${csvCompatible ? ' Server' : ''}`,
    `#Version: ${version}`,
    `#Log-type: ${logTypes[family]}`,
    '#Date: 2026-03-04T09:00:00.000Z',
    `#Fields: ${columns.join(',')}`,
  ];
}

export const crlf = (lines: readonly string[]): string => lines.map((line) => `${line}\r\n`).join('');

/** A whole log. */
export function log(family: FamilyId, rows: readonly Values[]): string {
  const columns = columnsOf(family);
  const bom = family === 'mapi_client_access' || family === 'mapi_address_book' ? '\ufeff' : '';
  return bom + crlf([...preamble(family), ...rows.map((values) => row(columns, values))]);
}

const guid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** A front-end record of an Outlook's Execute, number n; anything may be changed. */
export function frontRow(n: number, changes: Values = {}): Values {
  return {
    DateTime: '2026-03-04T09:12:44.031Z',
    RequestId: guid(n),
    MajorVersion: 15,
    MinorVersion: 2,
    BuildVersion: 1544,
    RevisionVersion: 4,
    ClientRequestId: `R:{AAAAAAAA-0000-4000-8000-000000000001}:${n};RT:Execute;CI:{BBBBBBBB-0000-4000-8000-000000000001}:7;CID:{BBBBBBBB-0000-4000-8000-000000000001}`,
    Protocol: 'Mapi',
    UrlHost: 'mail.contoso.com',
    UrlStem: '/mapi/emsmdb/',
    AuthenticationType: 'Negotiate',
    IsAuthenticated: 'true',
    AuthenticatedUser: 'CONTOSO\\robert',
    AnchorMailbox: 'MailboxGuid~cccccccc-0000-4000-8000-000000000001',
    UserAgent: 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)',
    ClientIpAddress: '10.4.2.17',
    ServerHostName: 'EXCH01',
    HttpStatus: 200,
    BackEndStatus: 200,
    Method: 'POST',
    ProxyAction: 'Proxy',
    TargetServer: 'EXCH02.contoso.com',
    TargetServerVersion: '15.02.1544.000',
    RequestBytes: 70,
    ResponseBytes: 132,
    HttpPipelineLatency: 1,
    ClientReqStreamLatency: 2,
    BackendReqInitLatency: 0,
    BackendReqStreamLatency: 1,
    BackendProcessingLatency: 20,
    BackendRespInitLatency: 0,
    BackendRespStreamLatency: 0,
    ClientRespStreamLatency: 3,
    CoreLatency: 4,
    RoutingLatency: 4,
    HttpProxyOverhead: 5,
    TotalRequestTime: 31,
    UrlQuery: '?MailboxId=cccccccc-0000-4000-8000-000000000001@contoso.com',
    GenericInfo:
      'BeginRequest=2026-03-04T09:12:44.000Z;CorrelationID=<empty>;ProxyState-Run=None;ProxyState-Complete=ProxyResponseData;EndRequest=2026-03-04T09:12:44.031Z;',
    DatabaseGuid: '|RoutingDB:dddddddd-0000-4000-8000-000000000001',
    RoutingStatus: 'CafeV1',
    ...changes,
  };
}

/** The back-end record of the same request. */
export function backRow(n: number, changes: Values = {}): Values {
  return {
    DateTime: '2026-03-04T09:12:44.029Z',
    RequestId: guid(n),
    MapiRequestId: `{AAAAAAAA-0000-4000-8000-000000000001}:${n}`,
    ClientRequestId: '<null>',
    RequestType: 'Execute',
    HttpStatusCode: 200,
    ResponseCode: 0,
    StatusCode: 0,
    ReturnCode: 0,
    TotalRequestLatency: 18,
    DeploymentRing: 'Unknown',
    MajorVersion: 15,
    MinorVersion: 2,
    BuildVersion: 1544,
    RevisionVersion: 4,
    AuthenticatedUserEmail: 'robert@contoso.com',
    MailboxId: 'cccccccc-0000-4000-8000-000000000001@contoso.com',
    MDBGuid: 'dddddddd-0000-4000-8000-000000000001',
    ClientIP: '10.4.2.17',
    SourceCafeServer: 'EXCH01.CONTOSO.COM',
    EdgeInfo: '<null>',
    MapiClientInfo: '{BBBBBBBB-0000-4000-8000-000000000001}:7',
    ClientSoftware: 'OUTLOOK.EXE',
    ClientSoftwareVersion: '16.0.17928.20114',
    ClientMode: 2,
    AuthenticationType: 'Negotiate',
    AuthenticatedUser: 'Anonymous',
    GenericInfo: 'cpn=M_ABR/M_AER/;cpv=0/18/;Dbl:BudgUse.T[]=8.00380039215088;I32:RPC.C[]=3',
    ...changes,
  };
}
