import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/** Every error that the API gives, by its stable code (RFC 9457 problem details). */
export const problems = {
  bad_request: { status: 400, title: 'The request is not valid' },
  unauthorized: { status: 401, title: 'A token is needed' },
  forbidden_host: { status: 403, title: 'This host name is not allowed' },
  not_through_proxy: { status: 403, title: 'This way in is closed' },
  cross_site: { status: 403, title: 'Another web page may not do this' },
  forbidden_scope: { status: 403, title: 'The token does not allow this' },
  not_found: { status: 404, title: 'There is nothing here' },
  too_large: { status: 413, title: 'The request is too large' },
  unsupported_media_type: { status: 415, title: 'The body is not JSON' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  too_many_clients: { status: 503, title: 'Too many clients listen' },
  overloaded: { status: 503, title: 'Too much to do at once' },
  not_ready: { status: 503, title: 'mapiscope is not ready' },
  too_slow: { status: 503, title: 'The answer would take too long' },
  sql_error: { status: 400, title: 'The SQL is wrong' },
  sql_refused: { status: 403, title: 'This SQL is not run here' },
  sql_timeout: { status: 422, title: 'The query ran into its deadline' },
  sql_memory: { status: 422, title: 'The query needed too much memory' },
  sql_busy: { status: 429, title: 'Too many queries run' },
  sql_died: { status: 500, title: 'The process of the query ended' },
  shipped_query: { status: 409, title: 'This query comes with mapiscope' },
  too_many_queries: { status: 409, title: 'There are too many saved queries' },
  queries_unreadable: { status: 500, title: 'The file of the saved queries can not be used' },
  internal: { status: 500, title: 'Something went wrong in mapiscope' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;

/** An error with a code of `problems`; `detail` and the extension members are shown to the caller. */
export class Problem extends Error {
  override name = 'Problem';
  readonly code: ProblemCode;
  /** More of the problem, as members of the document. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: ProblemCode, detail: string, members: Readonly<Record<string, unknown>> = {}) {
    super(detail);
    this.code = code;
    this.members = members;
  }
}

/** Sends a problem document. */
export function sendProblem(
  reply: FastifyReply,
  code: ProblemCode,
  detail: string,
  members: Readonly<Record<string, unknown>> = {},
): FastifyReply {
  const { status, title } = problems[code];
  // A stream that fails before its first byte was to be compressed; this answer is not.
  return reply
    .removeHeader('content-encoding')
    .code(status)
    .type('application/problem+json')
    .send({ ...members, type: `urn:mapiscope:problem:${code}`, title, status, detail, code });
}

/** The problems behind the statuses of errors that are not ours. */
const BY_STATUS: Readonly<Record<number, ProblemCode>> = { 413: 'too_large', 415: 'unsupported_media_type' };

/** Turns whatever was thrown into a problem; what is not for the caller stays in the log. */
export function problemHandler(
  error: FastifyError | Problem,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof Problem) return sendProblem(reply, error.code, error.message, error.members);
  if (error.validation !== undefined || (error.statusCode !== undefined && error.statusCode < 500)) {
    return sendProblem(reply, BY_STATUS[error.statusCode ?? 400] ?? 'bad_request', error.message);
  }
  // With a message of its own: that of the error may hold what no log of ours may.
  request.log.error({ err: error }, 'a request failed');
  return sendProblem(reply, 'internal', 'see the log of the mapiscope process');
}
