import { Type } from 'typebox';
import { Text, Whole } from './common.ts';

/** What the ingest is doing. */
export const IngestState = Type.Enum(['idle', 'running', 'watching', 'failed']);

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

/** `GET /api/v1/status`: what was read, and what is being read. */
export const Status = Type.Object({
  version: Type.String(),
  ingest: Type.Object({
    state: IngestState,
    files: Type.Integer(),
    files_done: Type.Integer(),
    bytes: Type.Integer(),
    bytes_done: Type.Integer(),
    records: Type.Integer(),
    error: Text,
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
    first_at: Text,
    last_at: Text,
  }),
});

/** A row of the view `sources`, and how many bytes of it wait. */
export const Source = Type.Object({
  id: Type.Integer(),
  path: Type.String(),
  kind: Type.String(),
  server: Text,
  size: Whole,
  offset: Type.Integer(),
  behind_bytes: Whole,
  records: Type.Integer(),
  rejected: Type.Integer(),
  warnings: Type.Integer(),
  first_at: Text,
  last_at: Text,
  state: Type.String(),
  last_error: Text,
});

/** `GET /api/v1/sources`. */
export const SourceList = Type.Object({ sources: Type.Array(Source) });
