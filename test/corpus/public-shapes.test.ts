import { describe, expect, test } from 'vitest';
import { encodeContextCookie } from '../../src/formats/values/session-cookie.ts';
import { ingested } from '../support/database.ts';
import { backRow, frontRow, log } from '../support/logs.ts';

// Rows whose cookies and ids have the form, letter case and size of those in lines that administrators have published,
// persons made up. Through the whole program: what they say must arrive in the views.

/** As Exchange 2016 CU23 logs an Execute of Outlook: one GUID for CI and CID, an opaque large counter. */
const OUTLOOK_2016 =
  'R:{750498CA-0EBD-4E7F-B2F6-377AD1BDD198}:20373;RT:Execute;CI:{FF8D5880-5A7A-4AF7-8DDA-8F662BD6BCB6}:155680117;CID:{FF8D5880-5A7A-4AF7-8DDA-8F662BD6BCB6}';

/** Cookies that back ends made: Exchange 2016 CU10, and 2016 before CU4. */
const COOKIE_CU10 = 'MAPIAAAAAODR56rosIGikKCRqYS1hKmbqIi4jLaDtoy5idPwwfDF8sf/xvXN/wwAAAAAAAAA';
const COOKIE_CLASSIC = 'MAPIAAAAAOaphMGZypjO+tnr2+rc8cDy3+3e/s//xfDD+cr/pYawgrODs4C0gS+xAAAAAAAA';

describe('R, RT, CI and CID of a front-end record', () => {
  test('Exchange 2016 CU23: context, counter, type and client instance', async () => {
    const { all } = await ingested({
      'HttpProxy_2026030409-1.LOG': log('http_proxy', [frontRow(1, { ClientRequestId: OUTLOOK_2016 })]),
    });
    expect(all('SELECT context, sequence, request_type, client_instance FROM requests')).toEqual([
      {
        context: '750498ca-0ebd-4e7f-b2f6-377ad1bdd198',
        sequence: 20373,
        request_type: 'Execute',
        client_instance: 'ff8d5880-5a7a-4af7-8dda-8f662bd6bcb6',
      },
    ]);
    expect(all('SELECT context, client_instance FROM sessions')).toEqual([
      {
        context: '750498ca-0ebd-4e7f-b2f6-377ad1bdd198',
        client_instance: 'ff8d5880-5a7a-4af7-8dda-8f662bd6bcb6',
      },
    ]);
  });
});

describe('cookies and ids of a back-end record', () => {
  test('Exchange 2016 CU10: machine, start of its process, number of the context', async () => {
    const { all } = await ingested({
      'MapiHttp_2018112305-1.LOG': log('mapi_http', [
        backRow(153, {
          DateTime: '2018-11-23T05:00:04.781Z',
          RequestId: 'd9b904f9-5654-4c4c-9a62-43cd99ab6b44',
          MapiRequestId: '{FA1ACA19-9B3E-458A-B60D-3A18410FEEE2}:153',
          SessionCookie: COOKIE_CU10,
          SequenceCookie: '147-1MB9Qg==',
          MapiClientInfo: '{DC6BADA6-4CDD-4C72-A8E9-26E6B2C01E30}:8',
        }),
      ]),
    });
    expect(
      all(`SELECT cookie_machine, process_started_at, context_number, context, sequence, client_instance
           FROM mapi_http`),
    ).toEqual([
      {
        cookie_machine: 'E16MBX1',
        process_started_at: '2018-11-23T04:55:50.000Z',
        context_number: 12,
        context: 'fa1aca19-9b3e-458a-b60d-3a18410feee2',
        sequence: 153,
        client_instance: 'dc6bada6-4cdd-4c72-a8e9-26e6b2c01e30',
      },
    ]);
  });

  test('a back end that is another machine than the front end, as one of 2021 was', async () => {
    const parts = {
      machine: 'EXMBX-DC-1',
      processStartedMs: Date.UTC(2021, 4, 20, 18, 31, 41),
      random: '290465054',
      contextNumber: 13047,
    };
    const { all } = await ingested({
      'MapiHttp_2026030409-1.LOG': log('mapi_http', [
        backRow(1, { SourceCafeServer: 'EXMBX-DC-2.contoso.com', SessionCookie: encodeContextCookie(parts) }),
      ]),
    });
    expect(all('SELECT cookie_machine, process_started_at, context_number FROM mapi_http')).toEqual([
      { cookie_machine: 'EXMBX-DC-1', process_started_at: '2021-05-20T18:31:41.000Z', context_number: 13047 },
    ]);
    expect(all('SELECT front_end FROM requests')).toEqual([{ front_end: 'EXMBX-DC-2' }]);
  });

  test('the classic log: ids of the request, cookie, attempts, and the status of a refused Connect', async () => {
    const { all } = await ingested({
      'MAPIMB_2017010212-1.LOG': log('mapi_client_access', [
        {
          'date-time': '2017-01-02T12:29:47.946Z',
          'session-id': 45360,
          'seq-number': 0,
          'client-name':
            '/o=contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=anna',
          'client-software': 'OUTLOOK.EXE',
          'client-software-version': '14.0.7172.5000',
          'client-mode': 'Cached',
          'client-ip': '10.4.2.17',
          'client-connection-info':
            'Connection Info[GUID:074f8e3f-ab7e-4171-b212-c8f4f5b73a1b, Attempts:4, Flags:0, Ctx:]',
          'server-ip': '::1',
          protocol: 'MapiHttp',
          'request-ids':
            'R:{E3840B23-6CE0-4FE3-9F34-54A1167A9EEA}:4|A:08ec51b8-fa1e-4943-b37f-1534ede81013|FE:CO-EXSRV4.contoso.LOCAL',
          'session-cookie': `C:${COOKIE_CLASSIC}`,
          operation: 'Connect',
          'rpc-status': '1010 (rpc::LoginPerm)',
          'processing-time': '00:00:00.0150000',
        },
      ]),
    });
    expect(
      all(`SELECT context, sequence, front_end_request, front_end, cookie_machine, process_started_at, context_number,
           attempts, status_code, processing_ms FROM mapi_client_access`),
    ).toEqual([
      {
        context: 'e3840b23-6ce0-4fe3-9f34-54a1167a9eea',
        sequence: 4,
        front_end_request: '08ec51b8-fa1e-4943-b37f-1534ede81013',
        front_end: 'CO-EXSRV4',
        cookie_machine: 'CO-EXSRV4',
        process_started_at: '2016-12-23T10:53:35.000Z',
        // One less than the session-id of its row.
        context_number: 45359,
        attempts: 4,
        status_code: 1010,
        processing_ms: 15,
      },
    ]);
  });
});
