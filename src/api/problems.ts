import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/** Every error that the API gives, by its stable code (RFC 9457 problem details). */
export const problems = {
  bad_request: { status: 400, title: 'The request is not valid' },
  forbidden_host: { status: 403, title: 'This host name is not allowed' },
  not_found: { status: 404, title: 'There is nothing here' },
  too_many_clients: { status: 503, title: 'Too many clients listen' },
  not_ready: { status: 503, title: 'mapiscope is not ready' },
  overloaded: { status: 503, title: 'Too many questions at once' },
  too_slow: { status: 503, title: 'The answer would take too long' },
  internal: { status: 500, title: 'Something went wrong in mapiscope' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;

/** An error with a code of `problems`; `detail` is shown to the caller. */
export class Problem extends Error {
  override name = 'Problem';
  readonly code: ProblemCode;

  constructor(code: ProblemCode, detail: string) {
    super(detail);
    this.code = code;
  }
}

/** Sends a problem document. */
export function sendProblem(reply: FastifyReply, code: ProblemCode, detail: string): FastifyReply {
  const { status, title } = problems[code];
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ type: `urn:mapiscope:problem:${code}`, title, status, detail, code });
}

/** Turns whatever was thrown into a problem; what is not for the caller stays in the log. */
export function problemHandler(
  error: FastifyError | Problem,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof Problem) return sendProblem(reply, error.code, error.message);
  if (error.validation !== undefined || (error.statusCode !== undefined && error.statusCode < 500)) {
    return sendProblem(reply, 'bad_request', error.message);
  }
  // With a message of its own: that of the error may hold what no log of ours may.
  request.log.error({ err: error }, 'a request failed');
  return sendProblem(reply, 'internal', 'see the log of the mapiscope process');
}
