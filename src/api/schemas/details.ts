import { Type } from 'typebox';
import { At, Coverage, Nullable, Percentiles, Range, Real, Text, Whole } from './common.ts';
import { Survival } from './figures.ts';
import { FailureRow, ReconnectRow, RequestRow, SessionRow } from './lists.ts';

/** One thing that happened in a session, in the order of time. */
export const TimelineStep = Type.Object(
  {
    kind: Type.Enum(['request', 'gap', 'address', 'front_end', 'back_end', 'end']),
    /** Milliseconds since the session's start. */
    offset_ms: Type.Number(),
    duration_ms: Real,
    /** Of a request: the row. */
    request: Nullable(RequestRow),
    /** Of a failed request: the failure. */
    failure: Nullable(FailureRow),
    /** Of a change of address, front end or back end: from what to what; of the end, its reason in `to`. */
    from: Text,
    to: Text,
  },
  { $id: 'TimelineStep' },
);

/** `GET /api/v1/sessions/{id}`. */
export const SessionDetail = Type.Object({
  session: SessionRow,
  /** Steps from `first_step` on, at most `limit`; a session may have tens of thousands. */
  steps: Type.Array(TimelineStep),
  first_step: Type.Integer(),
  total_steps: Type.Integer(),
  /** How the client came to it and back to it. */
  reconnects: Type.Array(ReconnectRow),
  /** The other contexts of the same Outlook (same client instance), and the one before and after. */
  related: Type.Array(
    Type.Object({
      relation: Type.Enum(['previous', 'next', 'same_client']),
      session: SessionRow,
    }),
  ),
  coverage: Coverage,
});

/** `GET /api/v1/reconnects/{id}`: the anatomy of one. */
export const ReconnectDetail = Type.Object({
  reconnect: ReconnectRow,
  /** Why this cause was given: the facts that decided, as keys of the text catalogue with values. */
  evidence: Type.Array(Type.Object({ fact: Type.String(), value: Text, request_id: Whole })),
  /** Requests around it: of the old context from the last good one, of the new one up to the first usable one. */
  requests: Type.Array(RequestRow),
  /** Those of them that failed. */
  failures: Type.Array(FailureRow),
  /** `usable_ms` of the other reconnects within a day, the same kind. */
  peers: Percentiles,
});

/** The evidence: a record with its raw line. */
export const Evidence = Type.Object(
  {
    log: Type.Enum(['http_proxy', 'mapi_http', 'mapi_client_access', 'mapi_address_book']),
    record_id: Type.Integer(),
    source_file: Type.String(),
    byte_offset: Type.Integer(),
    server: Text,
    log_version: Text,
    /** The columns in the log's order with their values; absent ones are null. */
    columns: Type.Array(
      Type.Object({ name: Type.String(), value: Nullable(Type.Union([Type.String(), Type.Number()])) }),
    ),
    /** The line as it stands in the file; null when the file is not there any more, or has changed. */
    line: Text,
    /** Why `line` is null. */
    line_error: Text,
    /** Lines before and after it in the file, with their offsets. */
    before: Type.Array(Type.Object({ byte_offset: Type.Integer(), text: Type.String() })),
    after: Type.Array(Type.Object({ byte_offset: Type.Integer(), text: Type.String() })),
  },
  { $id: 'Evidence' },
);

/** `GET /api/v1/requests/{id}`. */
export const RequestDetail = Type.Object({
  request: RequestRow,
  failure: Nullable(FailureRow),
  evidence: Type.Array(Evidence),
});

/** A person: the spellings that mean one, and how they fared in the range. */
export const UserRow = Type.Object(
  {
    user: Type.String(),
    spellings: Type.Array(Type.String()),
    sessions: Type.Integer(),
    requests: Type.Integer(),
    failures: Type.Integer(),
    client_gone: Type.Integer(),
    reconnects: Type.Integer(),
    restarts: Type.Integer(),
    resumes: Type.Integer(),
    last_at: At,
  },
  { $id: 'UserRow' },
);

/** `GET /api/v1/users`: those with the most failures, reconnects and restarts first. */
export const UserPage = Type.Object({
  users: Type.Array(UserRow),
  next_cursor: Text,
  range: Range,
  total: Type.Integer(),
});

/** `GET /api/v1/users/{user}`. */
export const UserDetail = Type.Object({
  range: Range,
  coverage: Coverage,
  user: UserRow,
  mailboxes: Type.Array(Type.String()),
  /** Their Outlooks, latest first. */
  clients: Type.Array(
    Type.Object({
      client_instance: Text,
      client_software: Text,
      client_version: Text,
      client_mode: Text,
      client_ip: Text,
      sessions: Type.Integer(),
      first_at: At,
      last_at: At,
    }),
  ),
  /** For the lane chart: the sessions in the range, at most 500, latest first. */
  sessions: Type.Array(SessionRow),
  reconnects: Type.Array(ReconnectRow),
  failures: Type.Array(FailureRow),
  execute: Percentiles,
  reconnect: Percentiles,
  survival: Survival,
  /** The same of all others in the range that have a name. */
  peers: Type.Object({
    users: Type.Integer(),
    execute: Percentiles,
    reconnect: Percentiles,
    survival: Survival,
  }),
});

/** `GET /api/v1/search?q=`: where a user, an address, a GUID or a code leads. */
export const SearchResult = Type.Object({
  q: Type.String(),
  hits: Type.Array(
    Type.Object({
      kind: Type.Enum([
        'user',
        'mailbox',
        'client_ip',
        'server',
        'database',
        'context',
        'client_instance',
        'request',
        'code',
        'client_version',
      ]),
      value: Type.String(),
      /** What to show beside it: the name of a code, the user of a context. */
      label: Text,
      /** Of a session, request: its id. */
      id: Whole,
      count: Whole,
    }),
  ),
});

/** A row of the view `codes`. */
export const CodeRow = Type.Object(
  {
    layer: Type.String(),
    code: Type.String(),
    number: Whole,
    hex: Text,
    name: Type.String(),
    aliases: Text,
    family: Text,
    class: Text,
    meaning: Text,
    action: Text,
    sure: Type.Integer(),
  },
  { $id: 'CodeRow' },
);

/** `GET /api/v1/codes`. */
export const CodePage = Type.Object({ codes: Type.Array(CodeRow) });

/** A line that could not be read: a row of the view `rejected_lines`. */
export const RejectedRow = Type.Object(
  {
    id: Type.Integer(),
    source_file: Type.String(),
    byte_offset: Type.Integer(),
    reason: Type.String(),
    text: Type.String(),
  },
  { $id: 'RejectedRow' },
);

/** `GET /api/v1/rejected`: last met first. */
export const RejectedPage = Type.Object({ rejected: Type.Array(RejectedRow), next_cursor: Text });
