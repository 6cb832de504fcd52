-- Where records come from, how far each log has been read, and what could not be read.

-- One row per log, whatever its path: a copy, an archive member and a share name of one log are one source.
CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  -- Hash of the bytes up to the end of the first record (preamble with #Date, then a row with a GUID and a time).
  fingerprint TEXT NOT NULL UNIQUE,
  path TEXT NOT NULL,
  kind TEXT NOT NULL,
  server TEXT,
  modified_ms REAL,
  -- Bytes on disk or in its archive: with path and time it tells that a finished log need not be opened again.
  stored_size INTEGER,
  size INTEGER,
  -- Bytes read; every record before it is in the database, none after it.
  offset INTEGER NOT NULL DEFAULT 0,
  -- Hash of the bytes just before the offset: tells a log that has grown from one that was replaced.
  tail_hash TEXT NOT NULL DEFAULT '',
  -- What reading on from the offset has to know besides the header in force (JSON).
  reader_state TEXT,
  records INTEGER NOT NULL DEFAULT 0,
  -- Of its records, those that were deleted since because of their age or the size of the database.
  expired INTEGER NOT NULL DEFAULT 0,
  rejected INTEGER NOT NULL DEFAULT 0,
  warnings INTEGER NOT NULL DEFAULT 0,
  first_ms INTEGER,
  last_ms INTEGER,
  state TEXT NOT NULL DEFAULT 'reading',
  last_error TEXT
);
CREATE INDEX source_path ON source (path);

-- The header rows found in a log. Columns are bound by the last one before a record.
CREATE TABLE header (
  source_id INTEGER NOT NULL REFERENCES source (id),
  byte_offset INTEGER NOT NULL,
  log_version TEXT,
  -- JSON array of the names as written; 'guessed' where the log has no header and its rows fit a known layout.
  columns TEXT NOT NULL,
  unknown_columns TEXT,
  guessed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (source_id, byte_offset)
) WITHOUT ROWID;

CREATE TABLE rejected_line (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source_id INTEGER NOT NULL REFERENCES source (id),
  byte_offset INTEGER NOT NULL,
  reason TEXT NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX rejected_line_source ON rejected_line (source_id, byte_offset);

-- Records that were read, but not as the header promised (another width, bytes that are not UTF-8 ...).
CREATE TABLE record_warning (
  record_id INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (record_id, reason)
) WITHOUT ROWID;

-- Values of columns that mapiscope does not know, as a JSON object by column name.
CREATE TABLE record_extra (record_id INTEGER PRIMARY KEY, columns TEXT NOT NULL);

-- Texts that many records share: back-end cookies, and GenericInfo with its time stamps cut out (a JSON array of
-- the pieces between them).
CREATE TABLE dictionary (id INTEGER PRIMARY KEY, text TEXT NOT NULL);

CREATE VIEW rejected_lines AS
SELECT r.id, s.path AS source_file, r.byte_offset, r.reason, r.text
FROM rejected_line r JOIN source s ON s.id = r.source_id;

CREATE VIEW record_warnings AS
SELECT record_id, reason FROM record_warning;

CREATE VIEW headers AS
SELECT s.path AS source_file, h.byte_offset, h.log_version, h.columns, h.unknown_columns, h.guessed
FROM header h JOIN source s ON s.id = h.source_id;
