import { Writable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { IngestLog } from '../../src/log/ingest-log.ts';
import { createLogger } from '../../src/log/logger.ts';
import { growingLogs, listen, newDatabase, serving, WAIT } from '../api/support/live-server.ts';
import { backRow, frontRow } from '../support/logs.ts';

const EVIL = 'evil-42';

test('what is in logs, headers and queries never reaches the log of the program', async () => {
  let text = '';
  const stream = new Writable({
    write(chunk, _, done) {
      text += chunk.toString();
      done();
    },
  });
  const log = createLogger({ level: 'trace', stream });
  const { folder, write } = growingLogs();
  const server = await serving(folder, newDatabase(), {}, log, (ingest) => new IngestLog(log, ingest));
  const client = await listen(server.url);
  write(
    'http_proxy',
    frontRow(1, {
      AuthenticatedUser: `${EVIL}\\user`,
      UserAgent: `${EVIL}"agent\u001b[31m`,
      UrlQuery: `?${EVIL}`,
    }),
    frontRow(2, { ClientRequestId: EVIL, GenericInfo: EVIL, ErrorCode: EVIL, HttpStatus: 500 }),
  );
  // Lines that can't be read are told by their number only.
  write('http_proxy', { DateTime: EVIL, RequestId: EVIL });
  write('mapi_http', backRow(1, { MapiClientInfo: EVIL, AuthenticatedUserEmail: EVIL }));
  await client.has('request');
  await vi.waitFor(() => expect(text).toContain('"rejected":1'), WAIT);

  const headers = {
    'user-agent': `${EVIL}/1.0`,
    referer: `http://${EVIL}/`,
    'x-request-id': EVIL,
    cookie: EVIL,
  };
  const statuses: number[] = [];
  for (const [method, path] of [
    ['GET', `/api/v1/requests?user=${EVIL}`],
    ['GET', `/api/v1/requests?since=${EVIL}`],
    ['GET', `/api/v1/requests?${EVIL}=1`],
    ['GET', `/api/v1/live?last_event_id=${EVIL}`],
    ['GET', `/api/v1/${EVIL}/${EVIL}`],
    ['GET', `/${EVIL}.js`],
    ['GET', `/%${EVIL}`],
    ['POST', `/api/v1/requests?user=${EVIL}`],
  ] as const) {
    const body =
      method === 'POST'
        ? { body: `{"${EVIL}":`, headers: { ...headers, 'content-type': 'application/json' } }
        : { headers };
    const answer = await fetch(`${server.url}${path}`, { method, ...body });
    await answer.text();
    statuses.push(answer.status);
  }
  expect(statuses).toEqual([200, 400, 400, 400, 404, 404, 400, 400]);

  // A fault whose message quotes what was asked for.
  vi.spyOn(server.reader, 'resolve').mockImplementation(() => {
    throw new Error(`no such user ${EVIL}`);
  });
  const fault = await fetch(`${server.url}/api/v1/live?user=${EVIL}`, { headers });
  expect([fault.status, await fault.text()]).toEqual([500, expect.not.stringContaining(EVIL)]);
  await server.stop();

  expect(text).not.toContain(EVIL);
  expect(text).not.toContain('\u001b');
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const answered = lines.filter(({ msg }) => msg === 'answered');
  expect(answered).toContainEqual({
    level: 'debug',
    time: expect.any(String),
    id: expect.stringMatching(/^req-/),
    method: 'GET',
    route: '/api/v1/requests',
    status: 200,
    ms: expect.any(Number),
    msg: 'answered',
  });
  expect(answered).toContainEqual(
    expect.objectContaining({ level: 'info', method: null, route: null, status: 404 }),
  );
  const broken = answered.find(({ status }) => status === 500);
  expect(broken).toMatchObject({ level: 'error', route: '/api/v1/live' });
  // The fault itself stands beside its answer, with its places.
  expect(lines).toContainEqual(
    expect.objectContaining({
      id: broken?.id,
      level: 'error',
      err: { type: 'Error', at: expect.any(Array) },
    }),
  );
}, 120_000);
