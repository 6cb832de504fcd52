-- MAPI AddressBook Service and its RPC sibling: the address book operations of the back end.

CREATE TABLE mapi_address_book_record (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES source (id),
  byte_offset INTEGER NOT NULL,
  at_ms INTEGER,
  "session-id" TEXT,
  "seq-number" TEXT,
  "client-name" TEXT,
  "organization-info" TEXT,
  "client-ip" TEXT,
  "server-ip" TEXT,
  "protocol" TEXT,
  "operation" TEXT,
  "rpc-status" TEXT,
  "processing-time" TEXT,
  "operation-specific" TEXT,
  "failures" TEXT,
  "authentication" TEXT,
  "delay" TEXT,
  -- Derived from the columns above.
  status_code INTEGER,
  processing_ms REAL,
  delay_ms REAL,
  request_type TEXT,
  context TEXT,
  sequence INTEGER,
  front_end_request TEXT,
  user TEXT,
  -- Why it failed, where that is one word.
  reason TEXT,
  -- ok, failed or client_gone.
  outcome TEXT NOT NULL,
  noise TEXT
);

CREATE VIEW mapi_address_book AS
SELECT
  r.id AS record_id,
  src.path AS source_file,
  r.byte_offset,
  src.server,
  (SELECT h.log_version FROM header h WHERE h.source_id = r.source_id AND h.byte_offset <= r.byte_offset
   ORDER BY h.byte_offset DESC LIMIT 1) AS log_version,
  strftime('%Y-%m-%dT%H:%M:%fZ', r.at_ms / 1000.0, 'unixepoch') AS "date-time",
  r."session-id",
  r."seq-number",
  r."client-name",
  r."organization-info",
  r."client-ip",
  r."server-ip",
  r."protocol",
  r."operation",
  r."rpc-status",
  r."processing-time",
  r."operation-specific",
  r."failures",
  r."authentication",
  r."delay",
  r.at_ms,
  r.status_code,
  r.processing_ms,
  r.delay_ms,
  r.request_type,
  r.context,
  r.sequence,
  r.front_end_request,
  r.user,
  r.reason,
  r.outcome,
  r.noise,
  (SELECT e.columns FROM record_extra e WHERE e.record_id = r.id) AS extra
FROM mapi_address_book_record r
JOIN source src ON src.id = r.source_id
WHERE src.kind = 'mapi_address_book';

CREATE VIEW address_book AS
SELECT
  r.id AS record_id,
  src.path AS source_file,
  r.byte_offset,
  src.server,
  (SELECT h.log_version FROM header h WHERE h.source_id = r.source_id AND h.byte_offset <= r.byte_offset
   ORDER BY h.byte_offset DESC LIMIT 1) AS log_version,
  strftime('%Y-%m-%dT%H:%M:%fZ', r.at_ms / 1000.0, 'unixepoch') AS "date-time",
  r."session-id",
  r."seq-number",
  r."client-name",
  r."organization-info",
  r."client-ip",
  r."server-ip",
  r."protocol",
  r."operation",
  r."rpc-status",
  r."processing-time",
  r."operation-specific",
  r."failures",
  r."authentication",
  r."delay",
  r.at_ms,
  r.status_code,
  r.processing_ms,
  r.delay_ms,
  r.request_type,
  r.context,
  r.sequence,
  r.front_end_request,
  r.user,
  r.reason,
  r.outcome,
  r.noise,
  (SELECT e.columns FROM record_extra e WHERE e.record_id = r.id) AS extra
FROM mapi_address_book_record r
JOIN source src ON src.id = r.source_id
WHERE src.kind = 'address_book';
