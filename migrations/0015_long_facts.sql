-- The facts of six hours: what of the facts of ten minutes is the same in series, outcome and step of duration is told once.

-- Made of the blocks of ten minutes when ingest has nothing else to do. True while there is nothing in fact_dirty of its
-- time: a block that is made anew takes the six hours around it away.
CREATE TABLE fact_long (
  -- Twice the number of the six hours since 1970, plus one for requests that nobody caused. Both are there, or neither.
  id INTEGER PRIMARY KEY,
  -- As in fact_block.
  cells BLOB NOT NULL,
  -- Requests that did not fail, each row with how many it stands for.
  rows INTEGER NOT NULL,
  facts BLOB NOT NULL,
  -- Who spent their time, in sums.
  sums BLOB NOT NULL,
  -- Requests that failed, one by one, as in fact_block.
  failed_rows INTEGER NOT NULL,
  failed_facts BLOB NOT NULL,
  failed_spent BLOB NOT NULL
);

-- Six hours whose blocks have changed since.
CREATE TABLE fact_long_due (
  -- The number of the six hours since 1970.
  number INTEGER PRIMARY KEY,
  -- Grows with every change.
  version INTEGER NOT NULL,
  -- Clock of the machine at the last change.
  touched_ms INTEGER NOT NULL
);

CREATE TRIGGER fact_block_made AFTER INSERT ON fact_block BEGIN
  DELETE FROM fact_long WHERE id IN (NEW.id / 72 * 2, NEW.id / 72 * 2 + 1);
  INSERT INTO fact_long_due VALUES (NEW.id / 72, 1, CAST(unixepoch('subsec') * 1000 AS INTEGER))
    ON CONFLICT (number) DO UPDATE SET version = version + 1, touched_ms = excluded.touched_ms;
END;

CREATE TRIGGER fact_block_changed AFTER UPDATE ON fact_block BEGIN
  DELETE FROM fact_long WHERE id IN (NEW.id / 72 * 2, NEW.id / 72 * 2 + 1);
  INSERT INTO fact_long_due VALUES (NEW.id / 72, 1, CAST(unixepoch('subsec') * 1000 AS INTEGER))
    ON CONFLICT (number) DO UPDATE SET version = version + 1, touched_ms = excluded.touched_ms;
END;

CREATE TRIGGER fact_block_gone AFTER DELETE ON fact_block BEGIN
  DELETE FROM fact_long WHERE id IN (OLD.id / 72 * 2, OLD.id / 72 * 2 + 1);
  INSERT INTO fact_long_due VALUES (OLD.id / 72, 1, CAST(unixepoch('subsec') * 1000 AS INTEGER))
    ON CONFLICT (number) DO UPDATE SET version = version + 1, touched_ms = excluded.touched_ms;
END;

-- What was made before this.
INSERT INTO fact_long_due SELECT DISTINCT id / 72, 1, 0 FROM fact_block;
