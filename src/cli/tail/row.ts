/** What the terminal view shows of a row of the view `requests`; null where the row has no value. */
export interface TailRow {
  id: number;
  /** End of the request, ISO-8601 UTC. */
  endedAt: string | null;
  outcome: string | null;
  user: string | null;
  requestType: string | null;
  httpStatus: number | null;
  errorCode: string | null;
  responseCode: number | null;
  statusCode: number | null;
  failureClass: string | null;
  /** Milliseconds. */
  durationMs: number | null;
  frontEnd: string | null;
  backEnd: string | null;
}

/** Reads a row as the live stream sends it. @returns null when the text is none */
export function tailRow(json: string): TailRow | null {
  const row = objectOf(json);
  const text = (name: string): string | null => {
    const value = row?.[name];
    return value === null || value === undefined || value === '' ? null : String(value);
  };
  const number = (name: string): number | null => {
    const value = row?.[name];
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
  };
  const id = number('id');
  if (id === null) return null;
  return {
    id,
    endedAt: text('ended_at'),
    outcome: text('outcome'),
    user: text('user'),
    requestType: text('request_type'),
    httpStatus: number('http_status'),
    errorCode: text('error_code'),
    responseCode: number('response_code'),
    statusCode: number('status_code'),
    failureClass: text('failure_class'),
    durationMs: number('duration_ms'),
    frontEnd: text('front_end'),
    backEnd: text('back_end'),
  };
}

/** The object of a JSON text. @returns null when it holds something else, or is no JSON */
export function objectOf(json: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
