import { Type } from 'typebox';
import type { BackgroundIngest } from '../../ingest/background.ts';
import type { RouteContext } from '../app.ts';
import { Problem } from '../problems.ts';
import { IngestState, Status } from '../schemas/operations.ts';
import type { TypedApp } from '../typed-app.ts';

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

  const readyz = { response: { 200: Type.Object({ status: Type.Literal('ready'), ingest: IngestState }) } };
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
