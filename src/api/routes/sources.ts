import { Type } from 'typebox';
import type { AppContext } from '../app.ts';
import type { TypedApp } from '../typed-app.ts';

const text = Type.Union([Type.String(), Type.Null()]);

const Source = Type.Object({
  id: Type.Integer(),
  path: Type.String(),
  kind: Type.String(),
  server: text,
  size: Type.Union([Type.Integer(), Type.Null()]),
  offset: Type.Integer(),
  records: Type.Integer(),
  rejected: Type.Integer(),
  warnings: Type.Integer(),
  first_at: text,
  last_at: text,
  state: Type.String(),
  last_error: text,
});

/** `/api/v1/sources`: every log that was read, and how far. */
export function sourceRoutes(app: TypedApp, { reader }: AppContext): void {
  const schema = { response: { 200: Type.Object({ sources: Type.Array(Source) }) } };
  app.get('/api/v1/sources', { schema }, async () => ({ sources: reader.sources() }));
}
