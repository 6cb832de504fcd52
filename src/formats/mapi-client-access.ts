import type { Family } from './family.ts';

/**
 * `MAPI Client Access\MAPIMB_*.LOG` (Exchange 2013 SP1 to 2016 CU3) and its sibling `RPC Client Access\RCA_*.LOG`:
 * connects, logons, disconnects and failures of the back end; no row per Execute by default.
 *
 * Source: the 2013 CU23 product; a real 2016 line fits column for column. 17 columns: Exchange 2010, from public scripts.
 */
export const classicColumns = [
  'date-time',
  'session-id',
  'seq-number',
  'client-name',
  'organization-info',
  'client-software',
  'client-software-version',
  'client-mode',
  'client-ip',
  'client-connection-info',
  'server-ip',
  'protocol',
  'application-id',
  'request-ids',
  'session-cookie',
  'operation',
  'rpc-status',
  'processing-time',
  'operation-specific',
  'failures',
  'performance-data',
  'activity-context-data',
  'user-email',
  'passport-unique-id',
] as const;

export const mapiClientAccess: Family = {
  id: 'mapi_client_access',
  kinds: [
    {
      kind: 'mapi_client_access',
      folder: 'MAPI Client Access',
      prefixes: ['MAPIMB_'],
      logTypes: ['MAPI Mailbox Protocol Logs'],
    },
    {
      kind: 'rpc_client_access',
      folder: 'RPC Client Access',
      prefixes: ['RCA_'],
      logTypes: ['RCA Protocol Logs'],
    },
  ],
  marks: ['date-time', 'session-id', 'client-software', 'rpc-status'],
  timeColumn: 'date-time',
  columns: classicColumns,
  layouts: [
    {
      id: 'mapi_client_access-24',
      versions: 'Exchange 2013 and 2016 before CU4',
      columns: [...classicColumns],
    },
    {
      id: 'mapi_client_access-17',
      versions: 'Exchange 2010',
      columns: [
        'date-time',
        'session-id',
        'seq-number',
        'client-name',
        'organization-info',
        'client-software',
        'client-software-version',
        'client-mode',
        'client-ip',
        'server-ip',
        'protocol',
        'application-id',
        'operation',
        'rpc-status',
        'processing-time',
        'operation-specific',
        'failures',
      ],
    },
  ],
};
