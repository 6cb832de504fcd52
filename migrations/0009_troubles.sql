-- What can't be read now and is tried again: files and folders that are locked, denied or away. Emptied when following
-- starts; a row goes away when its path can be read again or is there no more.
CREATE TABLE trouble (
  path TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  message TEXT NOT NULL,
  advice TEXT NOT NULL,
  since_ms INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  tries INTEGER NOT NULL
) WITHOUT ROWID;

-- The logs that were read, and the paths that could not be: a log that was read in part and can't be read on is one row.
CREATE VIEW sources AS
SELECT
  s.id, s.path, s.kind, s.server, s.size, s.offset, s.records, s.expired, s.rejected, s.warnings,
  strftime('%Y-%m-%dT%H:%M:%fZ', s.first_ms / 1000.0, 'unixepoch') AS first_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', s.last_ms / 1000.0, 'unixepoch') AS last_at,
  CASE WHEN t.path IS NULL THEN s.state ELSE 'unreadable' END AS state,
  CASE WHEN t.path IS NULL THEN s.last_error ELSE t.message || ' ' || t.advice END AS last_error
FROM source s LEFT JOIN trouble t ON t.path = s.path
UNION ALL
SELECT
  NULL, t.path, NULL, NULL, NULL, 0, 0, 0, 0, 0, NULL, NULL,
  'unreadable', t.message || ' ' || t.advice
FROM trouble t WHERE NOT EXISTS (SELECT 1 FROM source s WHERE s.path = t.path);
