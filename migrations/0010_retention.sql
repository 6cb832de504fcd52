-- Old data is deleted by age and by the size of the database: what that needs to know, and what it has done.

-- The highest id that was ever given, noted before rows are deleted: an id never stands for two things.
CREATE TABLE last_id (name TEXT PRIMARY KEY, id INTEGER NOT NULL) WITHOUT ROWID;

-- One row for each run of 4,096 record ids: no record in it is older. Written when ingest is idle, so that finding old
-- records needs no index on time, which every insert would have to keep up.
CREATE TABLE record_block (number INTEGER PRIMARY KEY, oldest_ms INTEGER NOT NULL);
CREATE INDEX record_block_oldest ON record_block (oldest_ms);

-- Several classic records may tell of one request, hours apart; both are empty where there is no classic log.
CREATE INDEX request_classic ON request (classic_id) WHERE classic_id IS NOT NULL;
CREATE INDEX request_classic_back ON request (back_id) WHERE classic_id IS NOT NULL;

-- One row for each time that something was deleted.
CREATE TABLE retention_pass (
  id INTEGER PRIMARY KEY,
  reason TEXT NOT NULL,
  cutoff_ms INTEGER NOT NULL,
  started_ms INTEGER NOT NULL,
  -- Its latest step; it may not be the last one.
  ended_ms INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  records INTEGER NOT NULL,
  sessions INTEGER NOT NULL,
  rejected_lines INTEGER NOT NULL,
  -- NULL until the values that only its records had were looked for.
  shared_values INTEGER
);

CREATE VIEW retention AS
SELECT
  id, reason,
  strftime('%Y-%m-%dT%H:%M:%fZ', cutoff_ms / 1000.0, 'unixepoch') AS deleted_before_at,
  cutoff_ms AS deleted_before_ms,
  strftime('%Y-%m-%dT%H:%M:%fZ', started_ms / 1000.0, 'unixepoch') AS started_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', ended_ms / 1000.0, 'unixepoch') AS ended_at,
  requests, records, sessions, rejected_lines, shared_values
FROM retention_pass;
