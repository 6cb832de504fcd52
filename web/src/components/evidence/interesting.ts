import type { Evidence } from '../../api/types.ts';

/** The columns that tell most of what happened, in the order that one reads them; by the kind of log. */
const interesting: Readonly<Record<Evidence['log'], readonly string[]>> = {
  http_proxy: [
    'DateTime',
    'HttpStatus',
    'BackEndStatus',
    'ErrorCode',
    'GenericErrors',
    'AuthenticatedUser',
    'AuthenticationType',
    'ClientIpAddress',
    'UserAgent',
    'ClientRequestId',
    'RequestId',
    'AnchorMailbox',
    'ServerHostName',
    'TargetServer',
    'DatabaseGuid',
    'TotalRequestTime',
    'ClientReqStreamLatency',
    'ClientRespStreamLatency',
    'RoutingLatency',
    'HttpProxyOverhead',
    'BackendReqStreamLatency',
    'BackendProcessingLatency',
    'BackendRespStreamLatency',
  ],
  mapi_http: [
    'DateTime',
    'RequestType',
    'HttpStatusCode',
    'ResponseCode',
    'StatusCode',
    'ReturnCode',
    'GenericErrors',
    'TotalRequestLatency',
    'AuthenticatedUserEmail',
    'ActAsUserEmail',
    'ClientIP',
    'ClientSoftware',
    'ClientSoftwareVersion',
    'ClientMode',
    'MapiRequestId',
    'RequestId',
    'MailboxId',
    'MDBGuid',
    'SourceCafeServer',
    'RopIds',
    'OperationSpecific',
  ],
  mapi_client_access: [
    'date-time',
    'operation',
    'rpc-status',
    'failures',
    'operation-specific',
    'processing-time',
    'client-name',
    'client-software',
    'client-software-version',
    'client-mode',
    'client-ip',
    'session-id',
    'seq-number',
    'request-ids',
    'rop',
  ],
  mapi_address_book: [
    'date-time',
    'operation',
    'rpc-status',
    'failures',
    'operation-specific',
    'processing-time',
    'client-name',
    'client-ip',
    'server-ip',
    'session-id',
    'seq-number',
    'request-ids',
  ],
};

type LogColumn = Evidence['columns'][number];

/** The columns of a record that say something and tell most, the most telling first. */
export function tellingColumns({ log, columns }: Pick<Evidence, 'log' | 'columns'>): LogColumn[] {
  const byName = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
  return interesting[log].flatMap((name) => {
    const column = byName.get(name.toLowerCase());
    return column === undefined || column.value === null || column.value === '' ? [] : [column];
  });
}
