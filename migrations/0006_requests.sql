-- One row per HTTP request: the front-end record joined with its back-end record, or either alone.

CREATE TABLE request (
  id INTEGER PRIMARY KEY,
  started_ms INTEGER NOT NULL,
  ended_ms INTEGER NOT NULL,
  front_id INTEGER REFERENCES http_proxy_record (id),
  back_id INTEGER REFERENCES mapi_http_record (id),
  classic_id INTEGER REFERENCES mapi_client_access_record (id),
  outcome TEXT NOT NULL,
  failure_class TEXT,
  noise TEXT,
  session_id INTEGER,
  -- Of a failed request: end of the first success of the same client after it.
  recovered_ms INTEGER
);
-- Also holds what lists filter and count by, so that passing over the noise (nine of ten) needs no table row.
CREATE INDEX request_ended ON request (ended_ms, noise, outcome);
-- Few of many: lists of failures find them without passing over the others.
CREATE INDEX request_failed ON request (ended_ms) WHERE outcome = 'failed';
-- Ids of sessions rise as they are met, so that inserts go to few pages.
CREATE INDEX request_session ON request (session_id) WHERE session_id IS NOT NULL;

CREATE VIEW requests AS
SELECT
  q.id,
  strftime('%Y-%m-%dT%H:%M:%fZ', q.started_ms / 1000.0, 'unixepoch') AS started_at,
  q.started_ms,
  strftime('%Y-%m-%dT%H:%M:%fZ', q.ended_ms / 1000.0, 'unixepoch') AS ended_at,
  q.ended_ms,
  coalesce(f.total_ms, b.total_ms, k.processing_ms) AS duration_ms,
  coalesce(fs.endpoint, CASE
    WHEN b."RequestType" IN ('Connect', 'Execute', 'Disconnect', 'NotificationWait', 'Dummy', 'EcDoConnectEx',
      'EcDoRpcExt2', 'EcDoDisconnect', 'EcDoAsyncWaitEx', 'EcDoDummy') THEN 'emsmdb'
    WHEN b."RequestType" = 'PING' THEN NULL
    WHEN b."RequestType" IS NOT NULL THEN 'nspi'
    WHEN q.classic_id IS NOT NULL THEN 'emsmdb' END) AS endpoint,
  coalesce(f.request_type, b."RequestType",
    CASE WHEN k.operation IN ('Connect', 'Disconnect') THEN k.operation END) AS request_type,
  coalesce(fs."AuthenticatedUser", bs."AuthenticatedUserEmail", k."user-email", k."client-name") AS user,
  coalesce(fs.mailbox, bs.mailbox) AS mailbox,
  coalesce(fs.client_address, bs.client_address, k."client-ip") AS client_ip,
  coalesce(bs."ClientSoftware", k."client-software", fs.client_software) AS client_software,
  coalesce(bs."ClientSoftwareVersion", k."client-software-version", fs.client_version) AS client_version,
  coalesce(bs.client_mode, k.client_mode_name) AS client_mode,
  coalesce(fc.client_instance, bs.client_instance) AS client_instance,
  coalesce(fc.context, bs.context, k.context) AS context,
  coalesce(f.sequence, b.sequence, k.sequence) AS sequence,
  coalesce(fs.front_end, bs.front_end, k.front_end) AS front_end,
  -- The machine whose log has the record answered; a session cookie may name the one before a failover.
  coalesce(bsrc.server, ksrc.server, fs.back_end) AS back_end,
  coalesce(fs.database, bs.database, (SELECT CASE WHEN d.text LIKE 'Database~%' THEN lower(substr(d.text, 10, 36)) END
    FROM dictionary d WHERE d.id = f.cookie_id)) AS database,
  coalesce(f."HttpStatus", b."HttpStatusCode") AS http_status,
  f."BackEndStatus" AS backend_status,
  f."ErrorCode" AS error_code,
  b."ResponseCode" AS response_code,
  coalesce(b."StatusCode", k.status_code) AS status_code,
  b."ReturnCode" AS return_code,
  q.outcome,
  q.failure_class,
  q.noise,
  -- The four parts add up to duration_ms: TotalRequestTime = the five streams + HttpProxyOverhead, and
  -- HttpProxyOverhead = RoutingLatency + HttpPipelineLatency (RoutingLatency only where a back end was called).
  (f.packed ->> 11) + (f.packed ->> 17) AS client_stream_ms,
  (f.packed ->> 25) - coalesce(f.packed ->> 24, 0) AS front_end_ms,
  f.packed ->> 24 AS routing_ms,
  (f.packed ->> 13) + (f.packed ->> 14) + (f.packed ->> 16) AS backend_ms,
  fsrc.path AS source_file,
  f.byte_offset,
  coalesce(bsrc.path, ksrc.path) AS backend_source_file,
  coalesce(b.byte_offset, k.byte_offset) AS backend_byte_offset,
  q.front_id AS record_id,
  coalesce(q.back_id, q.classic_id) AS backend_record_id,
  q.session_id
FROM request q
LEFT JOIN http_proxy_record f ON f.id = q.front_id
LEFT JOIN http_proxy_shared fs ON fs.id = f.shared_id
LEFT JOIN client_context fc ON fc.id = f.context_id
LEFT JOIN source fsrc ON fsrc.id = f.source_id
LEFT JOIN mapi_http_record b ON b.id = q.back_id
LEFT JOIN mapi_http_shared bs ON bs.id = b.shared_id
LEFT JOIN source bsrc ON bsrc.id = b.source_id
LEFT JOIN mapi_client_access_record k ON k.id = q.classic_id
LEFT JOIN source ksrc ON ksrc.id = k.source_id;
