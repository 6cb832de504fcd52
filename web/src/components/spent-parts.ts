import type { RequestRow } from '../api/types.ts';

/** Who spent a part of a request's time. */
export type PartKey =
  | 'client_stream_ms'
  | 'front_end_ms'
  | 'routing_ms'
  | 'queue_ms'
  | 'backend_ms'
  | 'backend_all_ms'
  | 'rest';

/** A part of a request's time. */
export interface SpentPart {
  readonly key: PartKey;
  /** Milliseconds. */
  readonly ms: number;
}

/** The measures of a request that its parts come from. */
export type Measured = Pick<
  RequestRow,
  'duration_ms' | 'client_stream_ms' | 'front_end_ms' | 'routing_ms' | 'backend_ms' | 'queue_ms'
>;

/** A log's milliseconds are rounded: a smaller difference is none. */
const ROUNDING_MS = 3;

/**
 * The parts of a request's time that were measured, on the way from the client inwards; empty when none was. The time
 * at the back end is taken apart into its queue and itself where both servers logged the request.
 */
export function spentParts(row: Measured): SpentPart[] {
  const { duration_ms: duration, backend_ms: backend, queue_ms: queue } = row;
  const parts: SpentPart[] = [];
  const add = (key: PartKey, ms: number | null): void => {
    if (ms !== null) parts.push({ key, ms: Math.max(ms, 0) });
  };
  add('client_stream_ms', row.client_stream_ms);
  add('front_end_ms', row.front_end_ms);
  add('routing_ms', row.routing_ms);
  if (backend !== null && queue !== null && queue >= -ROUNDING_MS && queue <= backend) {
    add('queue_ms', queue);
    add('backend_ms', backend - Math.max(queue, 0));
  } else add('backend_all_ms', backend);
  if (parts.length === 0 || duration === null) return parts;
  const rest = duration - parts.reduce((sum, { ms }) => sum + ms, 0);
  if (rest > ROUNDING_MS) add('rest', rest);
  return parts;
}
