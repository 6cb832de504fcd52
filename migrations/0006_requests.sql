-- One row per HTTP request: the front-end record joined with its back-end record, or either alone.

-- Ways that requests took: few, however many requests there are. Values are those that the view shows.
CREATE TABLE place (
  id INTEGER PRIMARY KEY,
  endpoint TEXT,
  request_type TEXT,
  front_end TEXT,
  back_end TEXT,
  database TEXT,
  client_software TEXT,
  client_version TEXT,
  client_mode TEXT,
  -- Network of the client's address: /24, or /64 of IPv6.
  subnet TEXT,
  noise TEXT
);
CREATE INDEX place_values ON place (database, front_end, back_end, request_type, subnet, client_version, client_software,
  client_mode, endpoint, noise);

-- Whose requests took a way, to which mailbox and from which address.
CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  place_id INTEGER NOT NULL REFERENCES place (id),
  user TEXT,
  -- The user in lower case, as in person_name.
  user_key TEXT,
  mailbox TEXT,
  client_ip TEXT
);
CREATE INDEX series_values ON series (place_id, user, mailbox, client_ip);
CREATE INDEX series_user ON series (user_key, user);

-- What requests failed with: who reports the code, the code, its number where it has one, and the class of failure.
CREATE TABLE failure_kind (
  id INTEGER PRIMARY KEY,
  layer TEXT NOT NULL,
  code TEXT NOT NULL,
  number INTEGER,
  class TEXT NOT NULL
);
CREATE INDEX failure_kind_values ON failure_kind (layer, code);

CREATE TABLE request (
  id INTEGER PRIMARY KEY,
  started_ms INTEGER NOT NULL,
  ended_ms INTEGER NOT NULL,
  front_id INTEGER REFERENCES http_proxy_record (id),
  back_id INTEGER REFERENCES mapi_http_record (id),
  -- A record of mapi_client_access_record or of mapi_address_book_record: ids are unique over all records.
  classic_id INTEGER,
  series_id INTEGER NOT NULL REFERENCES series (id),
  outcome TEXT NOT NULL,
  failure_id INTEGER REFERENCES failure_kind (id),
  noise TEXT,
  session_id INTEGER,
  -- Of a failed request: end of the first success of the same client after it.
  recovered_ms INTEGER,
  -- 1: the front end got HTTP 200 from the back end.
  answered INTEGER NOT NULL,
  duration_ms NUMERIC,
  -- Who spent the time; NULL where a part was not measured.
  client_stream_ms NUMERIC,
  front_end_ms NUMERIC,
  routing_ms NUMERIC,
  backend_ms NUMERIC,
  queue_ms NUMERIC
);
CREATE INDEX request_ended ON request (ended_ms);
-- Nine of ten requests are noise: these pass over them.
CREATE INDEX request_real ON request (ended_ms) WHERE noise IS NULL;
CREATE INDEX request_failed ON request (ended_ms) WHERE outcome = 'failed';
-- Ids of sessions rise as they are met, so that inserts go to few pages. With the series it tells which sessions had requests
-- of a type or from a network without a look at the requests.
CREATE INDEX request_session ON request (session_id, series_id) WHERE session_id IS NOT NULL;

CREATE VIEW requests AS
SELECT
  q.id,
  strftime('%Y-%m-%dT%H:%M:%fZ', q.started_ms / 1000.0, 'unixepoch') AS started_at,
  q.started_ms,
  strftime('%Y-%m-%dT%H:%M:%fZ', q.ended_ms / 1000.0, 'unixepoch') AS ended_at,
  q.ended_ms,
  q.duration_ms,
  p.endpoint,
  p.request_type,
  s.user,
  s.mailbox,
  s.client_ip,
  p.subnet,
  p.client_software,
  p.client_version,
  p.client_mode,
  coalesce(fc.client_instance, bs.client_instance) AS client_instance,
  coalesce(fc.context, bs.context, k.context, a.context) AS context,
  coalesce(f.sequence, b.sequence, k.sequence, a.sequence) AS sequence,
  p.front_end,
  p.back_end,
  p.database,
  coalesce(f."HttpStatus", b."HttpStatusCode") AS http_status,
  f."BackEndStatus" AS backend_status,
  f."ErrorCode" AS error_code,
  b."ResponseCode" AS response_code,
  coalesce(b."StatusCode", k.status_code, a.status_code) AS status_code,
  b."ReturnCode" AS return_code,
  q.outcome,
  fk.class AS failure_class,
  q.noise,
  q.client_stream_ms,
  q.front_end_ms,
  q.routing_ms,
  q.backend_ms,
  q.queue_ms,
  fsrc.path AS source_file,
  f.byte_offset,
  coalesce(bsrc.path, ksrc.path) AS backend_source_file,
  coalesce(b.byte_offset, k.byte_offset, a.byte_offset) AS backend_byte_offset,
  q.front_id AS record_id,
  coalesce(q.back_id, q.classic_id) AS backend_record_id,
  CASE WHEN q.back_id IS NOT NULL THEN 'mapi_http' ELSE ksrc.kind END AS backend_log,
  q.session_id
FROM request q
LEFT JOIN series s ON s.id = q.series_id
LEFT JOIN place p ON p.id = s.place_id
LEFT JOIN failure_kind fk ON fk.id = q.failure_id
LEFT JOIN http_proxy_record f ON f.id = q.front_id
LEFT JOIN client_context fc ON fc.id = f.context_id
LEFT JOIN source fsrc ON fsrc.id = f.source_id
LEFT JOIN mapi_http_record b ON b.id = q.back_id
LEFT JOIN mapi_http_shared bs ON bs.id = b.shared_id
LEFT JOIN source bsrc ON bsrc.id = b.source_id
LEFT JOIN mapi_client_access_record k ON k.id = q.classic_id
LEFT JOIN mapi_address_book_record a ON a.id = q.classic_id
LEFT JOIN source ksrc ON ksrc.id = coalesce(k.source_id, a.source_id);
