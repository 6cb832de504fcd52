/** What became of a request. */
export type Outcome = 'ok' | 'failed' | 'challenge' | 'client_gone';

/** How far a log has been read. */
export type SourceState = 'reading' | 'complete' | 'waiting' | 'failed';

/** What the ingest as a whole is doing. */
export type IngestState = 'idle' | 'running' | 'watching' | 'failed';

/** One log that was found, and what was read of it. */
export interface Source {
  readonly id: number;
  readonly path: string;
  readonly kind: string;
  readonly server: string | null;
  readonly size: number | null;
  readonly offset: number;
  readonly records: number;
  readonly rejected: number;
  readonly warnings: number;
  readonly first_at: string | null;
  readonly last_at: string | null;
  readonly state: SourceState;
  readonly last_error: string | null;
}

/** One row of the view `requests`. */
export interface RequestRow {
  readonly id: number;
  readonly started_at: string;
  readonly started_ms: number;
  readonly ended_at: string;
  readonly ended_ms: number;
  readonly duration_ms: number | null;
  readonly endpoint: string | null;
  readonly request_type: string | null;
  readonly user: string | null;
  readonly mailbox: string | null;
  readonly client_ip: string | null;
  readonly client_software: string | null;
  readonly client_version: string | null;
  readonly client_mode: string | null;
  readonly client_instance: string | null;
  readonly context: string | null;
  readonly sequence: number | null;
  readonly front_end: string | null;
  readonly back_end: string | null;
  readonly database: string | null;
  readonly http_status: number | null;
  readonly backend_status: number | string | null;
  readonly error_code: string | null;
  readonly response_code: number | null;
  readonly status_code: number | null;
  readonly return_code: number | string | null;
  readonly outcome: Outcome;
  readonly failure_class: string | null;
  readonly noise: string | null;
  readonly client_stream_ms: number | null;
  readonly front_end_ms: number | null;
  readonly routing_ms: number | null;
  readonly backend_ms: number | null;
  readonly source_file: string | null;
  readonly byte_offset: number | null;
  readonly backend_source_file: string | null;
  readonly backend_byte_offset: number | null;
}

/** One page of requests, newest first. */
export interface RequestsPage {
  readonly requests: readonly RequestRow[];
  readonly next_cursor: string | null;
  readonly hidden_noise: number;
}

/** What the program is doing and what it holds. */
export interface Status {
  readonly version: string;
  readonly ingest: {
    readonly state: IngestState;
    readonly files: number;
    readonly files_done: number;
    readonly bytes: number;
    readonly bytes_done: number;
    readonly records: number;
    readonly error: string | null;
  };
  readonly totals: {
    readonly sources: number;
    readonly records: number;
    readonly rejected: number;
    readonly requests: number;
    readonly noise: number;
    readonly first_at: string | null;
    readonly last_at: string | null;
  };
}

/** Which requests to ask for. */
export interface RequestsQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly includeNoise: boolean;
  readonly outcome: Outcome | null;
}

/** An answer that is not the one asked for: what the server said, or that it said nothing (status 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }
}

const TIMEOUT_MS = 30_000;

/** All logs the program knows. */
export async function getSources(signal: AbortSignal): Promise<readonly Source[]> {
  const { sources } = await get<{ sources: readonly Source[] }>('/api/v1/sources', signal);
  return sources;
}

/** State of the ingest and the totals. */
export function getStatus(signal: AbortSignal): Promise<Status> {
  return get<Status>('/api/v1/status', signal);
}

/** A page of requests. */
export function getRequests(query: RequestsQuery, signal: AbortSignal): Promise<RequestsPage> {
  const parameters = new URLSearchParams({
    limit: String(query.limit),
    include_noise: String(query.includeNoise),
  });
  if (query.outcome !== null) parameters.set('outcome', query.outcome);
  if (query.cursor !== undefined) parameters.set('cursor', query.cursor);
  return get<RequestsPage>(`/api/v1/requests?${parameters}`, signal);
}

async function get<T>(url: string, signal: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
  } catch (cause) {
    if (signal.aborted) throw cause;
    const timedOut = cause instanceof DOMException && cause.name === 'TimeoutError';
    throw new ApiError(0, timedOut ? 'timeout' : 'unreachable', '');
  }
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw problem(response.status, body);
  if (body === null) throw new ApiError(response.status, 'not_json', '');
  return body as T;
}

/** Reads problem details (RFC 9457), whatever of them is there. */
function problem(status: number, body: unknown): ApiError {
  const fields: Record<string, unknown> = typeof body === 'object' && body !== null ? { ...body } : {};
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  return new ApiError(status, text('code'), text('detail') || text('title'));
}
