import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseClientSoftware } from '../../../src/formats/values/client-software.ts';

const WEBKIT = 'AppleWebKit/537.36 (KHTML  like Gecko)';

test.each([
  ['Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)', 'OUTLOOK.EXE', '16.0.17328'],
  ['Microsoft Office/15.0 (Windows NT 6.1; microsoft outlook 15.0.5589; Pro)', 'OUTLOOK.EXE', '15.0.5589'],
  ['Microsoft Office/14.0 (Windows NT 6.1; Microsoft Outlook Pro)', 'OUTLOOK.EXE', null],
  ['Microsoft Office/16.0 (Windows NT 10.0; Microsoft Word 16.0.1)', 'Microsoft Office', '16.0'],
  ['MapiHttpClient', 'MapiHttpClient', null],
  ['AMProbe/Local/ClientAccess', 'AMProbe', null],
  ['Outlook-iOS-Android/1.0', 'Outlook-iOS-Android', '1.0'],
  [`Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} Chrome/107.0.0.0 Safari/537.36`, 'Chrome', '107.0.0.0'],
  [
    `Mozilla/5.0 (Windows NT 10.0) ${WEBKIT} Chrome/120.0.0.0 Safari/537.36 Edg/120.0.2210.91`,
    'Edge',
    '120.0.2210.91',
  ],
  ['Mozilla/5.0 (Windows NT 10.0; rv:121.0) Gecko/20100101 Firefox/121.0', 'Firefox', '121.0'],
  [`Mozilla/5.0 (Macintosh) ${WEBKIT} Version/17.2 Safari/605.1.15`, 'Safari', '17.2'],
  ['Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko', 'Internet Explorer', '11.0'],
  ['Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1)', 'Internet Explorer', '8.0'],
  ['curl/8.5.0', 'curl', '8.5.0'],
  ['Some Client (x)', 'Some Client', null],
  ['Client (2.0)', 'Client', null],
  ['Client (2.0) x', 'Client', null],
  ['(x)', null, null],
  ['', null, null],
  ['<null>', null, null],
  [undefined, null, null],
])('%s', (text, software, version) => {
  expect(parseClientSoftware(text)).toEqual({ software, version });
});

test('never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      parseClientSoftware(text);
      parseClientSoftware(`Microsoft Outlook ${text}`);
    }),
  );
});
