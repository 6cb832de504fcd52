import type { SourceRow } from '../../store/sqlite/reader.ts';
import type { RouteContext } from '../app.ts';
import { SourceList } from '../schemas/operations.ts';
import type { TypedApp } from '../typed-app.ts';

/** Bytes seen and not yet read, a last line without an end among them; null when the size is not known. */
const behind = ({ size, offset }: SourceRow): number | null =>
  size === null ? null : Math.max(0, size - offset);

/** `/api/v1/sources`: every log that was read, and how far. */
export function sourceRoutes(app: TypedApp, { reader }: RouteContext): void {
  const schema = { response: { 200: SourceList } };
  app.get('/api/v1/sources', { schema }, async () => ({
    sources: reader.sources().map((source) => ({ ...source, behind_bytes: behind(source) })),
  }));
}
