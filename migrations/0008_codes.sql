-- What the codes in the logs mean. Filled from the program's own tables when the database is opened for writing.

CREATE TABLE code (
  layer TEXT NOT NULL,
  code TEXT NOT NULL COLLATE NOCASE,
  number INTEGER,
  name TEXT NOT NULL COLLATE NOCASE,
  -- Other names, between spaces.
  aliases TEXT,
  family TEXT,
  class TEXT,
  meaning TEXT,
  action TEXT,
  sure INTEGER NOT NULL,
  PRIMARY KEY (layer, code)
) WITHOUT ROWID;
CREATE UNIQUE INDEX code_number ON code (layer, number);

-- One row: hash of the content that the table was filled with.
CREATE TABLE code_content (hash TEXT NOT NULL);

CREATE VIEW codes AS
SELECT
  layer, code, number, CASE WHEN number IS NOT NULL THEN printf('0x%08X', number) END AS hex,
  name, aliases, family, class, meaning, action, sure
FROM code;
