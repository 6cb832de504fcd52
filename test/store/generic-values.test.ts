import { expect, test } from 'vitest';
import { parseKeyValues } from '../../src/formats/values/key-values.ts';
import { ingested } from '../support/database.ts';
import { backRow, frontRow, log } from '../support/logs.ts';

const infos = [
  'BeginRequest=2026-03-04T09:12:44.000Z;CorrelationID=<empty>;NoCookies;ProxyState-Run=None;ProxyState-Complete=WaitForServerResponse;EndRequest=2026-03-04T09:12:44.031Z;I32:ATE.C[dc]=2;F:ATE.AL[dc]=0.5;S:ServiceLatencyMetadata.AuthModuleLatency=0',
  'a=1;a=2;;X:odd=3;quote"d=\\back;é=ü',
];
const errors =
  'WebExceptionStatus=ProtocolError;ResponseStatusCode=401;WebException=System.Net.WebException: Die Anfrage   bei x();';

test('the keys of GenericInfo and GenericErrors can be asked for, and are what the parser says', async () => {
  const { all } = await ingested({
    'HttpProxy_2026030409-1.LOG': log(
      'http_proxy',
      infos.map((GenericInfo, i) => frontRow(i + 1, { GenericInfo, GenericErrors: i === 0 ? errors : '' })),
    ),
    'MapiHttp_2026030409-1.LOG': log('mapi_http', [backRow(1)]),
  });
  const texts = all<{ record_id: number; log: string; column_name: string; text: string }>(`
    SELECT record_id, 'http_proxy' AS log, 'GenericInfo' AS column_name, "GenericInfo" AS text FROM http_proxy
    UNION ALL SELECT record_id, 'http_proxy', 'GenericErrors', "GenericErrors" FROM http_proxy WHERE "GenericErrors" IS NOT NULL
    UNION ALL SELECT record_id, 'mapi_http', 'GenericInfo', "GenericInfo" FROM mapi_http`);
  expect(texts).toHaveLength(4);
  for (const { record_id, log: name, column_name, text } of texts) {
    const rows = all(
      `SELECT type, key, value FROM generic_values WHERE record_id = ${record_id} AND log = '${name}' AND column_name = '${column_name}' ORDER BY position`,
    );
    expect(rows).toEqual(parseKeyValues(text).pairs);
  }
});

test('the keys that tell what stopped a request are columns', async () => {
  const { all } = await ingested({
    'HttpProxy_2026030409-1.LOG': log('http_proxy', [
      frontRow(1, { GenericInfo: infos[0] ?? '', GenericErrors: errors }),
      frontRow(2, {
        GenericErrors: 'StreamProxy=StreamProxy-Request-ExpectReadCallback;HttpException=ClientDisconnect;',
      }),
      frontRow(3, { GenericInfo: '', GenericErrors: '' }),
    ]),
  });
  expect(
    all(
      'SELECT proxy_state, web_exception_status, response_status_code, http_exception FROM http_proxy ORDER BY sequence',
    ),
  ).toEqual([
    {
      proxy_state: 'WaitForServerResponse',
      web_exception_status: 'ProtocolError',
      response_status_code: '401',
      http_exception: null,
    },
    {
      proxy_state: 'ProxyResponseData',
      web_exception_status: null,
      response_status_code: null,
      http_exception: 'ClientDisconnect',
    },
    { proxy_state: null, web_exception_status: null, response_status_code: null, http_exception: null },
  ]);
});
