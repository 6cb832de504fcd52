import type { Family } from './family.ts';

/**
 * `MAPI AddressBook Service\MAPIAB_*.LOG` (the product documentation writes `MAPI Address Book Service`) and its
 * sibling `AddressBook Service\AddressBook_*.LOG`: the address book (NSPI) operations of the back end.
 *
 * Source: the 2013 CU23 product. No real line is public: treat the value rules as likely, not proven.
 */
export const addressBookColumns = [
  'date-time',
  'session-id',
  'seq-number',
  'client-name',
  'organization-info',
  'client-ip',
  'server-ip',
  'protocol',
  'operation',
  'rpc-status',
  'processing-time',
  'operation-specific',
  'failures',
  'authentication',
  'delay',
] as const;

export const mapiAddressBook: Family = {
  id: 'mapi_address_book',
  kinds: [
    {
      kind: 'mapi_address_book',
      folder: 'MAPI AddressBook Service',
      prefixes: ['MAPIAB_'],
      logTypes: ['MAPI AddressBook Protocol Logs'],
    },
    {
      kind: 'address_book',
      folder: 'AddressBook Service',
      prefixes: ['AddressBook_'],
      logTypes: ['AddressBook Protocol Logs'],
    },
  ],
  marks: ['date-time', 'session-id', 'operation', 'rpc-status', 'delay'],
  timeColumn: 'date-time',
  columns: addressBookColumns,
  layouts: [
    { id: 'mapi_address_book-15', versions: 'Exchange 2013 and later', columns: [...addressBookColumns] },
  ],
};
