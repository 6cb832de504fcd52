import { describe, expect, test } from 'vitest';
import { start } from '../process.ts';
import { sseServer } from './sse-server.ts';

// The real program, in processes of its own.

const request = (id: number, changes: Record<string, unknown> = {}) => ({
  id,
  ended_at: '2026-03-04T09:12:44.031Z',
  outcome: 'ok',
  user: `user${id}`,
  request_type: 'Execute',
  http_status: 200,
  duration_ms: 12,
  front_end: 'EXCH01',
  back_end: 'EXCH02',
  ...changes,
});

describe('mapiscope tail', () => {
  test('shows what comes in, and asks for what its filters say', async () => {
    const asked: (string | undefined)[] = [];
    const url = await sseServer(({ request: { url: path, headers }, send }) => {
      asked.push(path, headers.accept);
      send('hello', {});
      send('request', request(2, { client_ip: '10.0.0.2' }), 'a-1-2');
      send('request', request(3), 'a-2-3');
      send('request', request(1, { client_ip: 'fe80::1' }), 'a-3-1');
    });
    const tail = start([
      'tail',
      '--url',
      url,
      '--user',
      'CONTOSO\\a b',
      '--server',
      'EXCH01',
      '--outcome',
      'failed',
      '--client-ip',
      'FE80::1',
      '--include-noise',
    ]);
    await tail.says(/^ 2026-03-04T09:12:44\.031Z {2}ok .*user1 .*EXCH01 → EXCH02\n$/);
    expect(asked).toEqual([
      '/api/v1/live?user=CONTOSO%5Ca+b&server=EXCH01&outcome=failed&include_noise=true',
      'text/event-stream',
    ]);
    expect(tail.stderr()).toContain('connected');
  });

  test('what a log holds does not reach the terminal raw, in no format', async () => {
    const hostile = 'x\u001b]0;title\u0007\u009b2J\r\n\u202ey';
    const url = await sseServer(({ send }) => {
      send('request', request(1, { user: hostile, error_code: hostile, request_type: hostile }), 'a-1-1');
      send('request', request(2), 'a-2-2');
    });
    for (const format of ['text', 'ndjson']) {
      const tail = start(['tail', '--url', url, '--format', format], { FORCE_COLOR: '1' });
      await tail.says('user2');
      expect(tail.stdout()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      expect(tail.stdout().trimEnd().split('\n')).toHaveLength(2);
      if (format === 'ndjson')
        expect(JSON.parse(tail.stdout().split('\n')[0] ?? '')).toMatchObject({ user: hostile });
    }
  });

  test('ndjson is each request as it was sent, and nothing else', async () => {
    const url = await sseServer(({ send }) => {
      send('hello', {});
      send('request', request(1), 'a-1-1');
      send('position', {}, 'a-2-0');
      send('request', request(1, { back_end: null }), 'a-3-1');
    });
    const tail = start(['tail', '--url', url, '--format', 'ndjson']);
    await tail.says(/\n.*\n/);
    const rows = tail
      .stdout()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows).toEqual([request(1), request(1, { back_end: null })]);
  });

  test('connects again behind the last event, and says what it missed', async () => {
    const last: unknown[] = [];
    const url = await sseServer(({ request: { headers }, response, send }, n) => {
      last.push(headers['last-event-id']);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('retry: 50\n\n');
      send('hello', {});
      if (n === 1) {
        send('request', request(1), 'a-1-1');
        send('position', {}, 'a-5-0');
        response.write('event: request\nid: a-9-9\ndata: {"id": 9');
        response.end();
      } else if (n === 2) response.destroy();
      else {
        send('gap', { reason: 'too_old', dropped: 42 });
        send('request', request(2), 'a-6-2');
      }
    });
    const tail = start(['tail', '--url', url]);
    await tail.says('user2');
    // What was cut off in the middle was not taken.
    expect(last).toEqual([undefined, 'a-5-0', 'a-5-0']);
    expect(tail.stdout().trimEnd().split('\n')).toHaveLength(2);
    await tail.says(/connection lost \(the server closed the connection\)/, 'stderr');
    await tail.says('connected again', 'stderr');
    await tail.says('42 requests are not shown', 'stderr');
  });

  test('ends with 0 when it is asked to, also when nobody reads its output any more', async () => {
    let more: () => void = () => undefined;
    const url = await sseServer(({ send }) => {
      send('request', request(1), 'a-1-1');
      more = () => send('request', request(2), 'a-2-2');
    });
    const asked = start(['tail', '--url', url]);
    await asked.says('user1');
    // On Windows a signal ends a process without asking it.
    if (process.platform !== 'win32') expect(await asked.stop()).toBe(0);
    const unread = start(['tail', '--url', url]);
    await unread.says('user1');
    unread.child.stdout?.destroy();
    const writing = setInterval(() => more(), 100);
    expect(await unread.ended()).toBe(0);
    clearInterval(writing);
  });

  test('says what to do when no server answers', async () => {
    const url = await sseServer(({ response }) => response.destroy());
    const tail = start(['tail'], { MAPISCOPE_URL: url });
    expect(await tail.ended()).toBe(1);
    expect(tail.stderr()).toMatch(/^mapiscope: no mapiscope answers at http:.*"mapiscope serve".*--url\n$/);
  });

  test.each([
    [400, '{"detail": "since is\\u001b no time"}', /answers 400: since is\\u001b no time\n/],
    [404, 'nothing', /answers 404; that is no mapiscope with a live stream: check --url/],
    [200, '<html>', /answers 200; that is no mapiscope/],
    [503, '{"title": "too many readers"}', /answers 503: too many readers/],
  ])('ends with 1 at an answer of %i with %s', async (status, body, message) => {
    const url = await sseServer(({ response }) => response.writeHead(status).end(body));
    const tail = start(['tail', '--url', url]);
    expect(await tail.ended()).toBe(1);
    expect(tail.stderr()).toMatch(message);
  });

  test('a server that refuses later ends it too', async () => {
    const url = await sseServer(({ response, send }, n) => {
      if (n === 1) {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write('retry: 50\n\n');
        send('request', request(1), 'a-1-1');
        response.end();
      } else response.writeHead(400).end('{"detail": "no such cursor"}');
    });
    const tail = start(['tail', '--url', url]);
    expect(await tail.ended()).toBe(1);
    expect(tail.stderr()).toContain('no such cursor');
    expect(tail.stdout()).toContain('user1');
  });
});
