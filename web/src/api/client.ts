/** An answer that is not the one asked for: what the server said, or that it said nothing (status 0). */
export class ApiError extends Error {
  override name = 'ApiError';
  /** HTTP status, 0 without an answer. */
  readonly status: number;
  /** Code of the problem document, or `unreachable`, `timeout`, `not_json`; empty when none was given. */
  readonly code: string;
  /** The problem document as it came, or null. */
  readonly problem: Readonly<Record<string, unknown>> | null;

  constructor(
    status: number,
    code: string,
    detail: string,
    problem: Readonly<Record<string, unknown>> | null = null,
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.problem = problem;
  }
}

/** No answer of the API takes longer on purpose; a query of the SQL page brings its own limit. */
const TIMEOUT_MS = 30_000;

/**
 * Asks the API.
 * @throws ApiError when the answer is not the one asked for
 */
export async function ask<T>(
  url: string,
  signal: AbortSignal,
  init: RequestInit = {},
  timeoutMs = TIMEOUT_MS,
): Promise<T> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(url, {
      ...init,
      headers: { accept: 'application/json', ...init.headers },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    body = response.status === 204 ? undefined : parse(await response.text());
  } catch (cause) {
    if (signal.aborted) throw cause;
    const timedOut = cause instanceof DOMException && cause.name === 'TimeoutError';
    throw new ApiError(0, timedOut ? 'timeout' : 'unreachable', '');
  }
  if (!response.ok) throw problemOf(response.status, body);
  if (body === null) throw new ApiError(response.status, 'not_json', '');
  return body as T;
}

/** Sends JSON. */
export function send<T>(
  method: 'POST' | 'PUT' | 'DELETE',
  url: string,
  body: unknown,
  signal: AbortSignal,
  timeoutMs = TIMEOUT_MS,
): Promise<T> {
  const init =
    body === undefined
      ? { method }
      : { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return ask<T>(url, signal, init, timeoutMs);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Reads problem details (RFC 9457), whatever of them is there. */
function problemOf(status: number, body: unknown): ApiError {
  const fields: Record<string, unknown> = typeof body === 'object' && body !== null ? { ...body } : {};
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  return new ApiError(status, text('code'), text('detail') || text('title'), fields);
}
