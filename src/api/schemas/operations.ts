import { Type } from 'typebox';
import { scopes } from '../../access/tokens.ts';
import { At, Nullable, Text, Whole } from './common.ts';

/** `idle`: nothing to follow; `running`: reading a backlog; `watching`: all is read; `failed`: the last reading failed. */
export const IngestState = Type.Enum(['idle', 'running', 'watching', 'failed']);

/** Something that can't be read or written now; it is tried again by itself. */
export const Trouble = Type.Object(
  {
    path: Type.String(),
    kind: Type.String(),
    message: Type.String(),
    advice: Type.String(),
    since_at: Type.String(),
    last_at: Type.String(),
    tries: Type.Integer(),
  },
  { $id: 'Trouble' },
);

/** A folder that used to grow and has stopped. */
export const StaleFolder = Type.Object(
  { folder: Type.String(), kind: Type.String(), silent_ms: Type.Number() },
  { $id: 'StaleFolder' },
);

/** A path that is followed, as it was given, and how many files lie there. */
export const Watched = Type.Object({ path: Type.String(), files: Type.Integer() }, { $id: 'Watched' });

/** Numbers over everything that was read. */
export const Totals = Type.Object({
  sources: Type.Integer(),
  records: Type.Integer(),
  rejected: Type.Integer(),
  requests: Type.Integer(),
  noise: Type.Integer(),
  /** The same by reason, most first. */
  noise_reasons: Type.Array(Type.Object({ reason: Type.String(), requests: Type.Integer() })),
  /** Requests that were marked as noise, or not, by other rules than the latest. */
  other_noise_rules: Type.Integer(),
  first_at: At,
  last_at: At,
});

/** `GET /api/v1/status`. */
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
    watched: Type.Array(Watched),
  }),
  totals: Totals,
});

/** `GET /healthz`. */
export const Health = Type.Object({ status: Type.Literal('ok') });

/** `GET /readyz`. */
export const Ready = Type.Object({
  status: Type.Literal('ready'),
  ingest: IngestState,
  ingest_lag_bytes: Type.Integer(),
  ingest_lag_seconds: Type.Number(),
  database: Type.Enum(['ok', 'unreadable']),
  disk_free_bytes: Whole,
});

/** `GET /api/v1/session`: who has signed in with this browser. */
export const SignedIn = Type.Object({
  /** Whether calls need a token. */
  required: Type.Boolean(),
  name: Text,
  /** What this browser may do; null when it must sign in first. */
  scope: Nullable(Type.Enum([...scopes])),
  expires_at: At,
});

/** A row of the view `sources`. */
export const Source = Type.Object(
  {
    /** Null where the path could not be read at all. */
    id: Whole,
    path: Type.String(),
    kind: Text,
    server: Text,
    size: Whole,
    offset: Type.Integer(),
    /** Bytes seen and not yet read, a last line without an end among them; null when the size is not known. */
    behind_bytes: Whole,
    records: Type.Integer(),
    /** Of its records, those that were deleted since because of age or size. */
    expired: Type.Integer(),
    rejected: Type.Integer(),
    warnings: Type.Integer(),
    first_at: At,
    last_at: At,
    state: Type.String(),
    last_error: Text,
  },
  { $id: 'Source' },
);

/** `GET /api/v1/sources`. */
export const SourceList = Type.Object({ sources: Type.Array(Source) });
