import type { Endpoint } from '../../correlate/parts.ts';

/** A request with its records, as `REQUEST_ROWS` gives it; ids of records that it has not are null. */
export interface StoredRow {
  id: number;
  challenge: number;
  session: number | null;
  recoveredMs: number | null;
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
  frontShared: number | null;
  frontInstance: string | null;
  frontType: string | null;
  frontMachine: string | null;
  frontMailbox: string | null;
  frontEndpoint: Endpoint | null;
  frontAddress: string | null;
  frontSoftware: string | null;
  frontVersion: string | null;
  frontServer: string | null;
  frontDatabase: string | null;
  frontCookie: string | null;
  clientStreamMs: number | null;
  frontEndMs: number | null;
  routingMs: number | null;
  backendMs: number | null;
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
  backShared: number | null;
  backInstance: string | null;
  backType: string | null;
  backMachine: string | null;
  backAccount: string | null;
  backEmail: string | null;
  backUpn: string | null;
  backMailbox: string | null;
  backAddress: string | null;
  backSoftware: string | null;
  backVersion: string | null;
  backMode: string | null;
  backFrontEnd: string | null;
  backDatabase: string | null;
  backProcess: number | null;
  classicId: number | null;
  classicMs: number;
  classicDuration: number | null;
  classicRequest: string | null;
  classicContext: string | null;
  classicSequence: number | null;
  classicNoise: string | null;
  classicStatus: string | null;
  classicCode: number | null;
  classicLayer: string | null;
  classicOperation: string | null;
  classicMachine: string | null;
  classicEmail: string | null;
  classicName: string | null;
  classicSpecific: string | null;
  classicAddress: string | null;
  classicSoftware: string | null;
  classicVersion: string | null;
  classicMode: string | null;
  classicFrontEnd: string | null;
  classicProcess: number | null;
  bookId: number | null;
  bookMs: number;
  bookDuration: number | null;
  bookRequest: string | null;
  bookContext: string | null;
  bookSequence: number | null;
  bookType: string | null;
  bookMachine: string | null;
  bookUser: string | null;
  bookAddress: string | null;
  bookNoise: string | null;
  bookOutcome: string | null;
  bookReason: string | null;
  bookCode: number | null;
}

/** Requests with all that correlation needs of their records; a condition on `q` follows. */
export const REQUEST_ROWS = `
SELECT q.id, q.outcome = 'challenge' AS challenge, q.session_id AS session, q.recovered_ms AS recoveredMs,
  f.id AS frontId, f.at_ms AS frontMs, f.total_ms AS frontDuration, f."RequestId" AS frontRequest,
  c.context AS frontContext, f.sequence AS frontSequence, fs.noise AS frontNoise, f."HttpStatus" AS frontStatus,
  f."BackEndStatus" AS frontBackEnd, f."ErrorCode" AS frontError, fs."AuthenticatedUser" AS frontUser,
  coalesce(c.client_instance, coalesce(fs.client_address, 'null') || '|' || coalesce(fs."UserAgent", 'null')) AS frontClient,
  fs.id AS frontShared, c.client_instance AS frontInstance, f.request_type AS frontType, fs.back_end AS frontMachine,
  fs.mailbox AS frontMailbox, fs.endpoint AS frontEndpoint, fs.client_address AS frontAddress,
  fs.client_software AS frontSoftware, fs.client_version AS frontVersion, fs.front_end AS frontServer,
  fs.database AS frontDatabase,
  CASE WHEN fs.database IS NULL THEN (SELECT text FROM dictionary WHERE id = f.cookie_id) END AS frontCookie,
  q.client_stream_ms AS clientStreamMs, q.front_end_ms AS frontEndMs, q.routing_ms AS routingMs,
  q.backend_ms AS backendMs,
  b.id AS backId, b.at_ms AS backMs, b.total_ms AS backDuration, b."RequestId" AS backRequest,
  bs.context AS backContext, b.sequence AS backSequence, bs.noise AS backNoise, b."HttpStatusCode" AS backStatus,
  b."ResponseCode" AS responseCode, b."StatusCode" AS statusCode,
  bs.id AS backShared, bs.client_instance AS backInstance, b."RequestType" AS backType, bsrc.server AS backMachine,
  bs."AuthenticatedUser" AS backAccount, bs."AuthenticatedUserEmail" AS backEmail, bs."UPN" AS backUpn,
  bs.mailbox AS backMailbox, bs.client_address AS backAddress, bs."ClientSoftware" AS backSoftware,
  bs."ClientSoftwareVersion" AS backVersion, bs.client_mode AS backMode, bs.front_end AS backFrontEnd,
  bs.database AS backDatabase, bs.process_started_ms AS backProcess,
  k.id AS classicId, k.at_ms AS classicMs, k.processing_ms AS classicDuration, k.front_end_request AS classicRequest,
  k.context AS classicContext, k.sequence AS classicSequence, k.noise AS classicNoise, k."rpc-status" AS classicStatus,
  k.status_code AS classicCode, k.status_layer AS classicLayer, k.operation AS classicOperation, ksrc.server AS classicMachine,
  k."user-email" AS classicEmail, k."client-name" AS classicName, k."operation-specific" AS classicSpecific, k."client-ip" AS classicAddress,
  k."client-software" AS classicSoftware, k."client-software-version" AS classicVersion,
  k.client_mode_name AS classicMode, k.front_end AS classicFrontEnd, k.process_started_ms AS classicProcess,
  a.id AS bookId, a.at_ms AS bookMs, a.processing_ms AS bookDuration, a.front_end_request AS bookRequest,
  a.context AS bookContext, a.sequence AS bookSequence, a.request_type AS bookType, asrc.server AS bookMachine,
  a.user AS bookUser, a."client-ip" AS bookAddress, a.noise AS bookNoise, a.outcome AS bookOutcome,
  a.reason AS bookReason, a.status_code AS bookCode
FROM request q
LEFT JOIN http_proxy_record f ON f.id = q.front_id
LEFT JOIN http_proxy_shared fs ON fs.id = f.shared_id
LEFT JOIN client_context c ON c.id = f.context_id
LEFT JOIN mapi_http_record b ON b.id = q.back_id
LEFT JOIN mapi_http_shared bs ON bs.id = b.shared_id
LEFT JOIN source bsrc ON bsrc.id = b.source_id
LEFT JOIN mapi_client_access_record k ON k.id = q.classic_id
LEFT JOIN source ksrc ON ksrc.id = k.source_id
LEFT JOIN mapi_address_book_record a ON a.id = q.classic_id
LEFT JOIN source asrc ON asrc.id = a.source_id
`;
