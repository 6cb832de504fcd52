import type { History } from '../../correlate/join.ts';
import type { AnyPart } from '../../correlate/parts.ts';
import type { Connection } from './database.ts';

interface StoredRow {
  id: number;
  challenge: number;
  frontId: number | null;
  frontMs: number;
  frontDuration: number | null;
  frontRequest: string | null;
  frontContext: string | null;
  frontSequence: number | null;
  frontNoise: string | null;
  frontStatus: number | null;
  frontBackEnd: number | null;
  frontError: string | null;
  frontUser: string | null;
  frontClient: string;
  backId: number | null;
  backMs: number;
  backDuration: number | null;
  backRequest: string | null;
  backContext: string | null;
  backSequence: number | null;
  backNoise: string | null;
  backStatus: number | null;
  responseCode: number | null;
  statusCode: number | null;
  classicId: number | null;
  classicMs: number;
  classicDuration: number | null;
  classicRequest: string | null;
  classicContext: string | null;
  classicSequence: number | null;
  classicNoise: string | null;
  classicStatus: string | null;
  classicCode: number | null;
}

const SQL = `
SELECT q.id, q.outcome = 'challenge' AS challenge,
  f.id AS frontId, f.at_ms AS frontMs, f.total_ms AS frontDuration, f."RequestId" AS frontRequest,
  c.context AS frontContext, f.sequence AS frontSequence, fs.noise AS frontNoise, f."HttpStatus" AS frontStatus,
  f."BackEndStatus" AS frontBackEnd, f."ErrorCode" AS frontError, fs."AuthenticatedUser" AS frontUser,
  coalesce(c.client_instance, coalesce(fs.client_address, 'null') || '|' || coalesce(fs."UserAgent", 'null')) AS frontClient,
  b.id AS backId, b.at_ms AS backMs, b.total_ms AS backDuration, b."RequestId" AS backRequest,
  bs.context AS backContext, b.sequence AS backSequence, bs.noise AS backNoise, b."HttpStatusCode" AS backStatus,
  b."ResponseCode" AS responseCode, b."StatusCode" AS statusCode,
  k.id AS classicId, k.at_ms AS classicMs, k.processing_ms AS classicDuration, k.front_end_request AS classicRequest,
  k.context AS classicContext, k.sequence AS classicSequence, k.noise AS classicNoise, k."rpc-status" AS classicStatus,
  k.status_code AS classicCode
FROM request q
LEFT JOIN http_proxy_record f ON f.id = q.front_id
LEFT JOIN http_proxy_shared fs ON fs.id = f.shared_id
LEFT JOIN client_context c ON c.id = f.context_id
LEFT JOIN mapi_http_record b ON b.id = q.back_id
LEFT JOIN mapi_http_shared bs ON bs.id = b.shared_id
LEFT JOIN mapi_client_access_record k ON k.id = q.classic_id
WHERE q.ended_ms >= ? AND q.ended_ms < ?`;

/** Brings requests of earlier runs back for the join. */
export function history(db: Connection): History {
  const select = db.prepare(SQL);
  return (from, to) =>
    (select.all(from, to) as StoredRow[]).map((row) => ({
      id: row.id,
      challenge: row.challenge === 1,
      parts: partsOf(row),
    }));
}

function partsOf(row: StoredRow): AnyPart[] {
  const parts: AnyPart[] = [];
  if (row.frontId !== null) {
    parts.push({
      side: 'front',
      recordId: row.frontId,
      atMs: row.frontMs,
      durationMs: row.frontDuration,
      requestId: row.frontRequest,
      context: row.frontContext,
      sequence: row.frontSequence,
      noise: row.frontNoise,
      httpStatus: row.frontStatus,
      backEndStatus: row.frontBackEnd,
      errorCode: row.frontError,
      authenticated: row.frontUser !== null,
      client: row.frontClient,
    });
  }
  if (row.backId !== null) {
    parts.push({
      side: 'back',
      recordId: row.backId,
      atMs: row.backMs,
      durationMs: row.backDuration,
      requestId: row.backRequest,
      context: row.backContext,
      sequence: row.backSequence,
      noise: row.backNoise,
      httpStatus: row.backStatus,
      responseCode: row.responseCode,
      statusCode: row.statusCode,
    });
  }
  if (row.classicId !== null) {
    parts.push({
      side: 'classic',
      recordId: row.classicId,
      atMs: row.classicMs,
      durationMs: row.classicDuration,
      requestId: row.classicRequest,
      context: row.classicContext,
      sequence: row.classicSequence,
      noise: row.classicNoise,
      failed: row.classicStatus !== null && row.classicStatus !== '0',
      statusCode: row.classicCode,
    });
  }
  return parts;
}
