import { Type } from 'typebox';
import type { BackgroundIngest } from '../../ingest/background.ts';
import type { RouteContext } from '../app.ts';
import { Problem } from '../problems.ts';
import type { TypedApp } from '../typed-app.ts';

const State = Type.Enum(['idle', 'running', 'watching', 'failed']);

const Trouble = Type.Object({
  path: Type.String(),
  kind: Type.String(),
  message: Type.String(),
  advice: Type.String(),
  since_at: Type.String(),
  last_at: Type.String(),
  tries: Type.Integer(),
});

const StaleFolder = Type.Object({ folder: Type.String(), kind: Type.String(), silent_ms: Type.Number() });

const Status = Type.Object({
  version: Type.String(),
  ingest: Type.Object({
    state: State,
    files: Type.Integer(),
    files_done: Type.Integer(),
    bytes: Type.Integer(),
    bytes_done: Type.Integer(),
    records: Type.Integer(),
    error: Type.Union([Type.String(), Type.Null()]),
    behind_bytes: Type.Integer(),
    behind_seconds: Type.Number(),
    troubles: Type.Array(Trouble),
    stale: Type.Array(StaleFolder),
  }),
  totals: Type.Object({
    sources: Type.Integer(),
    records: Type.Integer(),
    rejected: Type.Integer(),
    requests: Type.Integer(),
    noise: Type.Integer(),
    first_at: Type.Union([Type.String(), Type.Null()]),
    last_at: Type.Union([Type.String(), Type.Null()]),
  }),
});

/** The ingest as the status shows it. */
function ingestStatus({ status }: BackgroundIngest) {
  const { state, progress, error, behind, troubles, stale } = status;
  return {
    state,
    files: progress?.files ?? 0,
    files_done: progress?.filesDone ?? 0,
    bytes: progress?.bytes ?? 0,
    bytes_done: progress?.bytesDone ?? 0,
    records: progress?.records ?? 0,
    error,
    behind_bytes: behind.bytes,
    behind_seconds: behind.seconds,
    troubles: troubles.map(({ path, kind, message, advice, sinceMs, lastMs, tries }) => ({
      path,
      kind,
      message,
      advice,
      since_at: new Date(sinceMs).toISOString(),
      last_at: new Date(lastMs).toISOString(),
      tries,
    })),
    stale: stale.map(({ folder, kind, silentMs }) => ({ folder, kind, silent_ms: silentMs })),
  };
}

/**
 * `/healthz` (is the process alive), `/readyz` (can it answer, and does it read) and `/api/v1/status` (what was read, and
 * what is being read).
 */
export function statusRoutes(app: TypedApp, { reader, ingest, version }: RouteContext): void {
  const healthz = { response: { 200: Type.Object({ status: Type.Literal('ok') }) } };
  app.get('/healthz', { schema: healthz }, async () => ({ status: 'ok' as const }));

  const readyz = { response: { 200: Type.Object({ status: Type.Literal('ready'), ingest: State }) } };
  app.get('/readyz', { schema: readyz }, async ({ log }) => {
    try {
      reader.lastRequestId();
    } catch (error) {
      log.warn({ err: error }, 'the database can not be read');
      throw new Problem('not_ready', `the database can't be read: ${(error as Error).message}`);
    }
    const { state, error } = ingest.status;
    if (state === 'failed') throw new Problem('not_ready', `reading the logs failed: ${error}`);
    return { status: 'ready' as const, ingest: state };
  });

  app.get('/api/v1/status', { schema: { response: { 200: Status } } }, async () => ({
    version,
    ingest: ingestStatus(ingest),
    totals: reader.totals(),
  }));
}
