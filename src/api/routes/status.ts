import { Type } from 'typebox';
import type { AppContext } from '../app.ts';
import type { TypedApp } from '../typed-app.ts';

const Status = Type.Object({
  version: Type.String(),
  ingest: Type.Object({
    state: Type.Union([
      Type.Literal('idle'),
      Type.Literal('running'),
      Type.Literal('watching'),
      Type.Literal('failed'),
    ]),
    files: Type.Integer(),
    files_done: Type.Integer(),
    bytes: Type.Integer(),
    bytes_done: Type.Integer(),
    records: Type.Integer(),
    error: Type.Union([Type.String(), Type.Null()]),
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

/** `/healthz` (is the process alive) and `/api/v1/status` (what was read, and what is being read). */
export function statusRoutes(app: TypedApp, { reader, ingest, version }: AppContext): void {
  app.get(
    '/healthz',
    { schema: { response: { 200: Type.Object({ status: Type.Literal('ok') }) } } },
    async () => {
      return { status: 'ok' as const };
    },
  );

  app.get('/api/v1/status', { schema: { response: { 200: Status } } }, async () => {
    const { state, progress, error } = ingest();
    return {
      version,
      ingest: {
        state,
        files: progress?.files ?? 0,
        files_done: progress?.filesDone ?? 0,
        bytes: progress?.bytes ?? 0,
        bytes_done: progress?.bytesDone ?? 0,
        records: progress?.records ?? 0,
        error,
      },
      totals: reader.totals(),
    };
  });
}
