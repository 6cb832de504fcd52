/**
 * A place in the live stream, as the id of an event: `<boot>-<n>-<request id>`. Within one run of the program `n` says
 * it exactly; after a restart the highest request id up to there says it as well as it can.
 */
export interface Position {
  /** The run of the program. */
  boot: string;
  /** How many changes of requests were passed in that run. */
  n: number;
  /** The highest id of a request up to there. */
  requestId: number;
}

export const formatPosition = ({ boot, n, requestId }: Position): string => `${boot}-${n}-${requestId}`;

/** Null when the text is no id of an event. */
export function parsePosition(text: string): Position | null {
  const [, boot, n, requestId] = /^([0-9a-f]{8})-(\d{1,15})-(\d{1,15})$/.exec(text) ?? [];
  return boot === undefined ? null : { boot, n: Number(n), requestId: Number(requestId) };
}
