import type { BackgroundIngest } from '../../ingest/background.ts';
import type { RouteContext } from '../app.ts';
import { answersOf, READERS, sendJson } from '../routing.ts';
import { Status } from '../schemas/operations.ts';
import type { TypedApp } from '../typed-app.ts';

/** The ingest as the status shows it. */
function ingestStatus({ status }: BackgroundIngest) {
  const { state, progress, error, behind, troubles, stale, found } = status;
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
    watched: found,
  };
}

/** `/api/v1/status`: what was read, and what is being read. */
export function statusRoutes(app: TypedApp, { readers, ingest, version }: RouteContext): void {
  const status = {
    tags: ['operation'],
    summary: 'What was read, and what is being read',
    response: answersOf(Status, READERS),
  };
  app.get('/api/v1/status', { schema: status }, async (_, reply) => {
    const totals = await readers.askFigures('totals', undefined);
    return sendJson(
      reply,
      `{"version":${JSON.stringify(version)},"ingest":${JSON.stringify(ingestStatus(ingest))},"totals":${totals}}`,
    );
  });
}
