import { appendFileSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { encodeContextCookie } from '../../src/formats/values/session-cookie.ts';
import { ingest } from '../../src/ingest/ingest.ts';
import { blockProblems, seriesProblems } from '../store/figures/block-checks.ts';
import { memoryDatabase, temporaryFolder } from '../support/database.ts';
import { backRow, columnsOf, crlf, frontRow, log, preamble, row, type Values } from '../support/logs.ts';
import { difference, repeated } from './digest.ts';

// What a process knows from earlier lines must not be lost with it: logs that one run after another reads piece by
// piece give the same database as one run over the whole. Each case once broke when a process was killed just there.

const FRONT = 'HttpProxy_2026030409-1.LOG';
const BACK = 'MapiHttp_2026030409-1.LOG';

const columns = columnsOf('http_proxy');
const line = (n: number, changes: Values = {}): string => crlf([row(columns, frontRow(n, changes))]);
const first = (changes: Values = {}): string => log('http_proxy', [frontRow(1, changes)]);
const later = { DateTime: '2026-03-04T09:12:45.031Z' };
const anonymous = {
  HttpStatus: 401,
  BackEndStatus: '',
  AuthenticatedUser: '',
  IsAuthenticated: 'false',
  AuthenticationType: '',
};
const update = preamble('http_proxy', columns, '15.02.9999.001');
const cookie = 'Database~dddddddd-0000-4000-8000-000000000001~~2026-04-03T00:01:11';
/** A back end that has lost the context knows nothing of its own name either. */
const refused = { ResponseCode: 10, SessionCookie: '' };
const madeBy = (machine: string): string =>
  encodeContextCookie({
    machine,
    processStartedMs: Date.UTC(2026, 2, 4, 5),
    contextNumber: 12,
    random: '1157589382',
  });
const request = (n: number): string => `10000000-0000-4000-8000-00000000000${n}`;

const requestsOfTwoHours = Array.from({ length: 25 }, (_, n) =>
  frontRow(n + 2, { DateTime: `2026-03-04T${n < 5 ? '09:13' : '10:13'}:${n + 10}.031Z` }),
);

/** What is appended to which log before each run. */
const cases: Record<string, [name: string, text: string][]> = {
  'a challenge whose authenticated request comes in the next run': [
    [FRONT, first(anonymous)],
    [FRONT, line(2, later)],
  ],
  'a challenge that comes a run after its authenticated request': [
    [FRONT, first(later)],
    [FRONT, line(2, anonymous)],
  ],
  'a challenge that one run reads before and another after many requests of its client': [
    [FRONT.replace('-1', '-2'), first(anonymous)],
    [FRONT, log('http_proxy', requestsOfTwoHours)],
  ],
  'the database that only the cookie of a later row names': [
    [FRONT, first({ DatabaseGuid: '' })],
    [FRONT, line(2, { DatabaseGuid: '', BackEndCookie: cookie })],
  ],
  'a first record whose end was missing': [
    [FRONT, first().slice(0, -400)],
    [FRONT, first().slice(-400) + line(2)],
  ],
  'a first record of which only the line feed was missing': [
    [FRONT, first().slice(0, -1)],
    [FRONT, first().slice(-1) + line(2)],
  ],
  'a preamble in mid-file that was read up to its version': [
    [FRONT, first()],
    [FRONT, crlf(update.slice(0, 3))],
    [FRONT, crlf(update.slice(3)) + line(2)],
  ],
  'a preamble in mid-file with which a run begins': [
    [FRONT, first()],
    [FRONT, crlf(update) + line(2)],
  ],
  'a header of another kind of log with which a run ended': [
    [FRONT, first()],
    [FRONT, crlf(preamble('mapi_http'))],
    [FRONT, crlf([row(columnsOf('mapi_http'), backRow(2))])],
  ],
  'a back-end log whose server only a later record names, of a request with and one without a front-end record':
    [
      [FRONT, first()],
      [BACK, log('mapi_http', [backRow(1, refused), backRow(2, refused)])],
      [BACK, crlf([row(columnsOf('mapi_http'), backRow(3, { SessionCookie: madeBy('EXCH07') }))])],
      [FRONT, line(2, later)],
    ],
  'a log with the rows of two servers': [
    [FRONT, first()],
    [FRONT, line(2, { ServerHostName: 'EXCH09' })],
  ],
  'two requests of one counter, before the back end has told of one of them': [
    [
      FRONT,
      log('http_proxy', [
        frontRow(5, { RequestId: request(1), DateTime: '2026-03-04T09:12:50.031Z' }),
        frontRow(5, { RequestId: request(2) }),
      ]),
    ],
    [BACK, log('mapi_http', [backRow(5, { RequestId: request(3) })])],
  ],
};

for (const [name, pieces] of Object.entries(cases)) {
  test(name, async () => {
    const folder = temporaryFolder();
    const actual = memoryDatabase();
    for (const [file, text] of pieces) {
      appendFileSync(path.join(folder, file), text);
      await ingest(actual, [folder]);
    }
    const expected = memoryDatabase();
    await ingest(expected, [folder]);
    expect(difference(actual, expected)).toEqual([]);
    expect(blockProblems(actual)).toEqual([]);
    expect(seriesProblems(actual)).toEqual([]);
  });
}

test('a first record that was torn for hours is one record when its end comes', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, FRONT);
  const actual = memoryDatabase();
  appendFileSync(file, first().slice(0, -400));
  utimesSync(file, 0, 0);
  await ingest(actual, [folder]);
  appendFileSync(file, first().slice(-400));
  await ingest(actual, [folder]);
  expect(actual.prepare('SELECT count(*) FROM source').pluck().get()).toBe(1);
  expect(actual.prepare('SELECT count(*) FROM http_proxy').pluck().get()).toBe(1);
  expect(repeated(actual)).toEqual([]);
});
