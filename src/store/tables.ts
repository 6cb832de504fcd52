import { addressBookColumns } from '../formats/mapi-address-book.ts';
import { classicColumns } from '../formats/mapi-client-access.ts';

/**
 * The tables that ingest fills, and the order in which it gives their values. A test compares this with the
 * migrations, and the encoders in `src/ingest/encode/` follow it.
 */
export interface TableShape {
  table: string;
  /** Columns in the order of a row's values; `id` (and for records `source_id`) are put before them by the writer. */
  columns: readonly string[];
}

/** HttpProxy columns that repeat from request to request of one client: kept once. */
export const httpProxySharedColumns = [
  'MajorVersion',
  'MinorVersion',
  'BuildVersion',
  'RevisionVersion',
  'Protocol',
  'UrlHost',
  'UrlStem',
  'ProtocolAction',
  'AuthenticationType',
  'IsAuthenticated',
  'AuthenticatedUser',
  'Organization',
  'AnchorMailbox',
  'UserAgent',
  'ClientIpAddress',
  'ServerHostName',
  'Method',
  'ProxyAction',
  'TargetServer',
  'TargetServerVersion',
  'RoutingType',
  'RoutingHint',
  'UrlQuery',
  'DatabaseGuid',
  'UserADObjectGuid',
  'RoutingStatus',
] as const;

/** HttpProxy columns kept in the JSON array `packed`, in its order: always filled ones first, so that it stays short. */
export const httpProxyPackedColumns = [
  'RequestBytes',
  'ResponseBytes',
  'HttpPipelineLatency',
  'CalculateTargetBackEndLatency',
  'TotalGlsLatency',
  'TotalAccountForestLatency',
  'TotalResourceForestLatency',
  'ADLatency',
  'TotalSharedCacheLatency',
  'ActivityContextLifeTime',
  'ModuleToHandlerSwitchingLatency',
  'ClientReqStreamLatency',
  'BackendReqInitLatency',
  'BackendReqStreamLatency',
  'BackendProcessingLatency',
  'BackendRespInitLatency',
  'BackendRespStreamLatency',
  'ClientRespStreamLatency',
  'KerberosAuthHeaderLatency',
  'HandlerCompletionLatency',
  'RequestHandlerLatency',
  'HandlerToModuleSwitchingLatency',
  'ProxyTime',
  'CoreLatency',
  'RoutingLatency',
  'HttpProxyOverhead',
  'ServerLocatorHost',
  'ServerLocatorLatency',
  'TargetOutstandingRequests',
  'AuthModulePerfContext',
  'GlsLatencyBreakup',
  'AccountForestLatencyBreakup',
  'ResourceForestLatencyBreakup',
  'SharedCacheLatencyBreakup',
  'RouteRefresherLatency',
  'BackEndGenericInfo',
  'EdgeTraceId',
  'PartitionEndpointLookupLatency',
  'ModuleToHandlerSwitching',
  'FirstResponseByteReceived',
  'HandlerToModuleSwitching',
] as const;

/** MapiHttp columns that repeat within one Session Context. */
export const mapiHttpSharedColumns = [
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
  'MapiClientInfo',
  'ClientSoftware',
  'ClientSoftwareVersion',
  'ClientMode',
  'AuthenticationType',
  'AuthenticatedUser',
] as const;

/** MapiHttp columns kept in the JSON array `packed`, in its order. */
export const mapiHttpPackedColumns = [
  'ClientRequestId',
  'AuthModuleLatency',
  'LiveIdBasicLog',
  'LiveIdBasicError',
  'LiveIdNegotiateError',
  'OAuthLatency',
  'OAuthError',
  'OAuthErrorCategory',
  'OAuthExtraInfo',
  'RopIds',
  'OperationSpecific',
  'GenericInfo',
  'GenericErrors',
] as const;

// Columns of the classic logs are stored as they are; their first, the time, becomes at_ms.
const [, ...mapiClientAccessColumns] = classicColumns;
const [, ...mapiAddressBookColumns] = addressBookColumns;

export { mapiAddressBookColumns, mapiClientAccessColumns };

/** Tables of shared values; their ids are given by the decoder. */
export const sharedTables = {
  dictionary: { table: 'dictionary', columns: ['text'] },
  clientContext: {
    table: 'client_context',
    columns: ['template', 'context', 'client_instance', 'instance_counter'],
  },
  httpProxyShared: {
    table: 'http_proxy_shared',
    columns: [
      ...httpProxySharedColumns,
      'endpoint',
      'mailbox',
      'database',
      'client_address',
      'client_software',
      'client_version',
      'front_end',
      'back_end',
      'noise',
    ],
  },
  mapiHttpShared: {
    table: 'mapi_http_shared',
    columns: [
      ...mapiHttpSharedColumns,
      'request_head',
      'context',
      'client_instance',
      'instance_counter',
      'mailbox',
      'database',
      'client_address',
      'client_mode',
      'front_end',
      'cookie_machine',
      'process_started_ms',
      'context_number',
      'noise',
    ],
  },
} as const satisfies Record<string, TableShape>;

/** Tables of records; their ids are given by the writer. */
export const recordTables = {
  http_proxy: {
    table: 'http_proxy_record',
    columns: [
      'byte_offset',
      'shared_id',
      'context_id',
      'at_ms',
      'sequence',
      'request_type',
      'client_request',
      'RequestId',
      'HttpStatus',
      'BackEndStatus',
      'ErrorCode',
      'cookie_id',
      'cookie_time',
      'total_ms',
      'info_id',
      'info_times',
      'GenericErrors',
      'packed',
    ],
  },
  mapi_http: {
    table: 'mapi_http_record',
    columns: [
      'byte_offset',
      'shared_id',
      'at_ms',
      'sequence',
      'RequestId',
      'RequestType',
      'HttpStatusCode',
      'ResponseCode',
      'StatusCode',
      'ReturnCode',
      'total_ms',
      'SequenceCookie',
      'packed',
    ],
  },
  mapi_client_access: {
    table: 'mapi_client_access_record',
    columns: [
      'byte_offset',
      'at_ms',
      ...mapiClientAccessColumns,
      'context',
      'sequence',
      'front_end_request',
      'front_end',
      'cookie_machine',
      'process_started_ms',
      'context_number',
      'connection_guid',
      'attempts',
      'status_code',
      'status_layer',
      'status_name',
      'processing_ms',
      'client_mode_name',
      'noise',
    ],
  },
  mapi_address_book: {
    table: 'mapi_address_book_record',
    columns: [
      'byte_offset',
      'at_ms',
      ...mapiAddressBookColumns,
      'status_code',
      'processing_ms',
      'delay_ms',
      'request_type',
      'context',
      'sequence',
      'front_end_request',
      'user',
      'reason',
      'outcome',
      'noise',
    ],
  },
} as const satisfies Record<string, TableShape>;
