import { Type } from 'typebox';
import type { SourceRow } from '../../store/sqlite/reader.ts';
import type { RouteContext } from '../app.ts';
import type { TypedApp } from '../typed-app.ts';

const text = Type.Union([Type.String(), Type.Null()]);

const Source = Type.Object({
  id: Type.Integer(),
  path: Type.String(),
  kind: Type.String(),
  server: text,
  size: Type.Union([Type.Integer(), Type.Null()]),
  offset: Type.Integer(),
  behind_bytes: Type.Union([Type.Integer(), Type.Null()]),
  records: Type.Integer(),
  rejected: Type.Integer(),
  warnings: Type.Integer(),
  first_at: text,
  last_at: text,
  state: Type.String(),
  last_error: text,
});

/** Bytes seen and not yet read, a last line without an end among them; null when the size is not known. */
const behind = ({ size, offset }: SourceRow): number | null =>
  size === null ? null : Math.max(0, size - offset);

/** `/api/v1/sources`: every log that was read, and how far. */
export function sourceRoutes(app: TypedApp, { reader }: RouteContext): void {
  const schema = { response: { 200: Type.Object({ sources: Type.Array(Source) }) } };
  app.get('/api/v1/sources', { schema }, async () => ({
    sources: reader.sources().map((source) => ({ ...source, behind_bytes: behind(source) })),
  }));
}
