import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { frontRow } from '../support/logs.ts';
import { growingLogs, listen, newDatabase, serving, WAIT } from './support/live-server.ts';

/** One sample of the Prometheus text format. */
const SAMPLE =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\]|\\.)*",?)*)\})? (-?[\d.e+-]+|NaN|[+-]Inf)$/i;

/** Every sample by name and labels; fails at a line that is none. */
function samples(text: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || /^# (HELP|TYPE) [a-zA-Z_:]/.test(line)) continue;
    const [, name, labels, value] = SAMPLE.exec(line) ?? [];
    expect(name, line).toBeDefined();
    found.set(labels === undefined ? `${name}` : `${name}{${labels}}`, Number(value));
  }
  return found;
}

test('the metrics count what was read, and name nobody', async () => {
  const { folder, write } = growingLogs();
  const server = await serving(folder, newDatabase());
  await listen(server.url);
  write('http_proxy', frontRow(1), frontRow(2), { DateTime: 'x', RequestId: 'y' });
  await vi.waitFor(() => expect(server.reader.totals()).toMatchObject({ records: 2, rejected: 1 }), WAIT);
  await fetch(`${server.url}/api/v1/requests?user=robert`);
  await fetch(`${server.url}/robert`, { method: 'DELETE' });
  // Trouble of the ingest's own shape, without breaking anything for it.
  const { ingest } = server;
  const trouble = { path: 'C:\\robert.log', message: '', advice: '', sinceMs: 0, lastMs: 0, tries: 1 };
  const collect = async () => {
    Object.assign(ingest.status, {
      behind: { bytes: 1234, seconds: 5.5 },
      troubles: [
        { ...trouble, kind: 'file_locked' },
        { ...trouble, kind: 'file_locked', path: 'b' },
      ],
      stale: [{ folder: 'C:\\robert', kind: 'http_proxy', silentMs: 1 }],
    });
    const answer = await fetch(`${server.url}/metrics`);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await answer.text();
    expect(text).not.toContain('robert');
    return samples(text);
  };
  await vi.waitFor(async () => {
    expect(Object.fromEntries(await collect())).toMatchObject({
      'mapiscope_build_info{version="0.0.0"}': 1,
      mapiscope_ingest_lag_bytes: 1234,
      mapiscope_ingest_lag_seconds: 5.5,
      mapiscope_ingest_queued_logs: 0,
      mapiscope_ingest_records_total: 2,
      mapiscope_ingest_rejected_lines_total: 1,
      mapiscope_ingest_request_changes_total: 2,
      mapiscope_ingest_failures_total: 0,
      'mapiscope_ingest_state{state="watching"}': 1,
      'mapiscope_ingest_state{state="failed"}': 0,
      'mapiscope_ingest_troubles{kind="file_locked"}': 2,
      mapiscope_ingest_stale_folders: 1,
      mapiscope_live_clients: 1,
      mapiscope_live_requests_sent_total: 2,
      'mapiscope_live_gaps_total{reason="slow"}': 0,
      'mapiscope_http_request_seconds_count{method="GET",route="/api/v1/requests",status="200"}': 1,
      'mapiscope_http_request_seconds_count{method="other",route="none",status="404"}': 1,
    });
  }, WAIT);
  const all = await collect();
  expect(all.get('mapiscope_ingest_bytes_total')).toBeGreaterThan(1000);
  const commits = all.get('mapiscope_ingest_commit_seconds_count') ?? 0;
  expect(commits).toBeGreaterThan(0);
  expect(all.get('mapiscope_ingest_commit_seconds_bucket{le="+Inf"}')).toBe(commits);
  // Troubles that are over are gone from the next answer.
  ingest.status.troubles = [];
  const text = await (await fetch(`${server.url}/metrics`)).text();
  expect([...samples(text).keys()].filter((name) => name.startsWith('mapiscope_ingest_troubles'))).toEqual(
    [],
  );
}, 120_000);

test('it is ready while it reads and when it has caught up, not when reading fails or the database is gone', async () => {
  const { folder, write } = growingLogs();
  write('http_proxy', frontRow(1));
  const server = await serving(folder, newDatabase());
  const ready = async () => {
    const answer = await fetch(`${server.url}/readyz`);
    return [answer.status, await answer.json()];
  };
  await server.stored(1);
  await vi.waitFor(
    async () =>
      expect(await ready()).toEqual([
        200,
        {
          status: 'ready',
          ingest: 'watching',
          ingest_lag_bytes: 0,
          ingest_lag_seconds: 0,
          database: 'ok',
          disk_free_bytes: null,
        },
      ]),
    WAIT,
  );
  const { status } = server.ingest;
  status.state = 'running';
  expect(await ready()).toEqual([200, expect.objectContaining({ status: 'ready', ingest: 'running' })]);
  Object.assign(status, { state: 'failed', error: 'database is locked' });
  expect(await ready()).toEqual([
    503,
    expect.objectContaining({
      code: 'not_ready',
      detail: 'reading the logs failed: database is locked',
      ingest: 'failed',
      ingest_lag_bytes: 0,
      database: 'ok',
    }),
  ]);
  Object.assign(status, { state: 'watching', error: null });
  server.db.close();
  expect(await ready()).toEqual([
    503,
    expect.objectContaining({
      code: 'not_ready',
      detail: expect.stringContaining('the database can'),
      ingest: 'watching',
      database: 'unreadable',
    }),
  ]);
}, 120_000);

test('the status says what is behind, what is in the way and what has fallen silent', async () => {
  const { folder, write } = growingLogs();
  write('http_proxy', frontRow(1));
  const server = await serving(folder, newDatabase());
  await server.stored(1);
  const ingestOf = async () => {
    const { ingest } = (await (await fetch(`${server.url}/api/v1/status`)).json()) as { ingest: object };
    return ingest;
  };
  await vi.waitFor(
    async () =>
      expect(await ingestOf()).toMatchObject({
        state: 'watching',
        behind_bytes: 0,
        behind_seconds: 0,
        troubles: [],
        stale: [],
      }),
    WAIT,
  );
  const text = { message: 'Permission denied.', advice: 'Ask.' };
  const file = path.join(folder, 'a.log');
  await vi.waitFor(async () => {
    Object.assign(server.ingest.status, {
      behind: { bytes: 10, seconds: 2.5 },
      troubles: [{ path: file, kind: 'permission_denied', ...text, sinceMs: 0, lastMs: 1500, tries: 3 }],
      stale: [{ folder, kind: 'http_proxy', silentMs: 600_000 }],
    });
    expect(await ingestOf()).toMatchObject({
      behind_bytes: 10,
      behind_seconds: 2.5,
      troubles: [
        {
          path: file,
          kind: 'permission_denied',
          ...text,
          since_at: '1970-01-01T00:00:00.000Z',
          last_at: '1970-01-01T00:00:01.500Z',
          tries: 3,
        },
      ],
      stale: [{ folder, kind: 'http_proxy', silent_ms: 600_000 }],
    });
  }, WAIT);
}, 120_000);
