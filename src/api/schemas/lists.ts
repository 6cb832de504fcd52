import { type TProperties, type TSchema, Type } from 'typebox';
import { At, Nullable, Range, Real, Text, Whole } from './common.ts';

/** A row of the view `requests`. */
export const RequestRow = Type.Object(
  {
    id: Type.Integer(),
    started_at: Type.String(),
    started_ms: Type.Integer(),
    ended_at: Type.String(),
    ended_ms: Type.Integer(),
    duration_ms: Real,
    endpoint: Text,
    request_type: Text,
    user: Text,
    mailbox: Text,
    client_ip: Text,
    subnet: Text,
    client_software: Text,
    client_version: Text,
    client_mode: Text,
    client_instance: Text,
    context: Text,
    sequence: Real,
    front_end: Text,
    back_end: Text,
    database: Text,
    // Where the log has other text in the place of a number, the text is kept.
    http_status: Nullable(Type.Union([Type.Number(), Type.String()])),
    backend_status: Nullable(Type.Union([Type.Number(), Type.String()])),
    error_code: Nullable(Type.Union([Type.Number(), Type.String()])),
    response_code: Nullable(Type.Union([Type.Number(), Type.String()])),
    status_code: Nullable(Type.Union([Type.Number(), Type.String()])),
    return_code: Nullable(Type.Union([Type.Number(), Type.String()])),
    outcome: Type.Enum(['ok', 'failed', 'challenge', 'client_gone']),
    failure_class: Text,
    noise: Text,
    client_stream_ms: Real,
    front_end_ms: Real,
    routing_ms: Real,
    backend_ms: Real,
    /** Between front end and back end: `backend_ms` less what the back end itself measured. */
    queue_ms: Real,
    source_file: Text,
    byte_offset: Whole,
    backend_source_file: Text,
    backend_byte_offset: Whole,
    record_id: Whole,
    backend_record_id: Whole,
    /** `mapi_http`, `mapi_client_access` or `mapi_address_book`: the view that has `backend_record_id`. */
    backend_log: Text,
    session_id: Whole,
  },
  { $id: 'RequestRow' },
);

/** A row of the view `sessions`. */
export const SessionRow = Type.Object(
  {
    id: Type.Integer(),
    context: Type.String(),
    client_instance: Text,
    user: Text,
    mailbox: Text,
    endpoint: Text,
    client_ip: Text,
    front_ends: Text,
    back_end: Text,
    database: Text,
    client_software: Text,
    client_version: Text,
    client_mode: Text,
    started_at: Type.String(),
    started_ms: Type.Integer(),
    established_at: At,
    ended_at: Type.String(),
    ended_ms: Type.Integer(),
    requests: Type.Integer(),
    failures: Type.Integer(),
    client_gone: Type.Integer(),
    challenges: Type.Integer(),
    /** Counters between its first and its last request that no collected log has. */
    missing_requests: Whole,
    end_reason: Type.Enum(['disconnect', 'expired', 'failover', 'recycle', 'network', 'superseded', 'open']),
    resumes: Type.Integer(),
    previous_session_id: Whole,
    noise: Text,
    /** Its requests with a front-end record, with a back-end record, challenges included. */
    with_front: Type.Integer(),
    with_back: Type.Integer(),
  },
  { $id: 'SessionRow' },
);

/** A row of the view `failures`. */
export const FailureRow = Type.Object(
  {
    id: Type.Integer(),
    at: Type.String(),
    at_ms: Type.Integer(),
    request_id: Type.Integer(),
    session_id: Whole,
    user: Text,
    mailbox: Text,
    client_ip: Text,
    client_instance: Text,
    context: Text,
    endpoint: Text,
    request_type: Text,
    front_end: Text,
    back_end: Text,
    database: Text,
    client_software: Text,
    client_version: Text,
    layer: Type.Enum(['http', 'proxy', 'mapihttp', 'rpc', 'rop', 'nspi']),
    code: Text,
    name: Text,
    class: Text,
    resolution: Nullable(Type.Enum(['recovered', 'recovered_later', 'unresolved', 'pending'])),
    recovered_after_ms: Real,
    source_file: Text,
    byte_offset: Whole,
    backend_source_file: Text,
    backend_byte_offset: Whole,
    noise: Text,
    /** Which of the records that it should have are in the logs. */
    evidence: Type.Enum(['full', 'front_only', 'back_only']),
  },
  { $id: 'FailureRow' },
);

/** A row of the view `reconnects`. */
export const ReconnectRow = Type.Object(
  {
    id: Type.Integer(),
    kind: Type.Enum(['reconnect', 'resume', 'restart']),
    cause: Text,
    client_instance: Text,
    user: Text,
    mailbox: Text,
    endpoint: Text,
    previous_context: Text,
    context: Type.String(),
    last_good_at: At,
    lost_at: At,
    first_attempt_at: At,
    first_attempt_ms: Whole,
    connected_at: At,
    usable_at: At,
    gap_ms: Real,
    detect_ms: Real,
    connect_ms: Real,
    usable_ms: Real,
    recovery_ms: Real,
    attempts: Type.Integer(),
    auth_legs: Type.Integer(),
    front_end: Text,
    back_end: Text,
    database: Text,
    client_ip: Text,
    client_software: Text,
    client_version: Text,
    session_id: Type.Integer(),
    previous_session_id: Whole,
    /** How much of its contexts is in the logs: the first of `gaps`, `back_only`, `front_only` that is true, else `full`. */
    evidence: Type.Enum(['full', 'front_only', 'back_only', 'gaps']),
  },
  { $id: 'ReconnectRow' },
);

/** A page of a list under the list's own name. */
export const page = <Name extends string, Row extends TSchema, More extends TProperties>(
  name: Name,
  row: Row,
  more: More,
) =>
  Type.Object({
    ...({ [name]: Type.Array(row) } as Record<Name, ReturnType<typeof Type.Array<Row>>>),
    /** What to give as `cursor` for the next page; null when there is no more. */
    next_cursor: Text,
    range: Range,
    ...more,
  });

/** Newest end first. */
export const RequestPage = page('requests', RequestRow, {
  /** How many more requests there would be with `include_noise=true`. */
  hidden_noise: Type.Integer(),
});
/** Newest start first. */
export const SessionPage = page('sessions', SessionRow, {});
/** Newest first. */
export const FailurePage = page('failures', FailureRow, {});
/** Newest first; with `sort=slowest` those first that took longest to be of use. */
export const ReconnectPage = page('reconnects', ReconnectRow, {});
