import type { Family } from './family.ts';

/**
 * `MapiHttp\Mailbox\MapiHttp_*.LOG`: what the back end did with each MAPI request (Exchange 2016 CU4 and later).
 *
 * Source: the column list of Exchange SE as tools bind it; one real row of 2016 CU10 has exactly these 46 values.
 */
const COLUMNS = [
  'DateTime',
  'RequestId',
  'MapiRequestId',
  'ClientRequestId',
  'RequestType',
  'HttpStatusCode',
  'ResponseCode',
  'StatusCode',
  'ReturnCode',
  'TotalRequestLatency',
  'DeploymentRing',
  'MajorVersion',
  'MinorVersion',
  'BuildVersion',
  'RevisionVersion',
  'AuthenticatedUserEmail',
  'UPN',
  'Puid',
  'TenantGuid',
  'MailboxId',
  'MDBGuid',
  'ActAsUserEmail',
  'ClientIP',
  'SourceCafeServer',
  'EdgeInfo',
  'NetworkDeviceInfo',
  'SessionCookie',
  'SequenceCookie',
  'MapiClientInfo',
  'ClientSoftware',
  'ClientSoftwareVersion',
  'ClientMode',
  'AuthenticationType',
  'AuthModuleLatency',
  'LiveIdBasicLog',
  'LiveIdBasicError',
  'LiveIdNegotiateError',
  'OAuthLatency',
  'OAuthError',
  'OAuthErrorCategory',
  'OAuthExtraInfo',
  'AuthenticatedUser',
  'RopIds',
  'OperationSpecific',
  'GenericInfo',
  'GenericErrors',
] as const;

export const mapiHttp: Family = {
  id: 'mapi_http',
  kinds: [
    { kind: 'mapi_http', folder: 'MapiHttp\\Mailbox', prefixes: ['MapiHttp_'], logTypes: ['MapiHttp Logs'] },
  ],
  marks: ['DateTime', 'RequestId', 'MapiRequestId', 'RequestType', 'ResponseCode'],
  timeColumn: 'DateTime',
  columns: COLUMNS,
  layouts: [{ id: 'mapi_http-46', versions: 'Exchange 2016 CU4 and later, 2019, SE', columns: [...COLUMNS] }],
};
