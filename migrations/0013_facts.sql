-- What figures are made of: the facts of all requests that ended in the same ten minutes, column by column.

-- Made of the requests when ingest has time. What it says of a slot that is in fact_dirty is no longer true.
CREATE TABLE fact_block (
  -- Twice the number of the ten minutes since 1970, plus one for requests that nobody caused.
  id INTEGER PRIMARY KEY,
  rows INTEGER NOT NULL,
  -- How many requests have the same series, failure and state.
  cells BLOB NOT NULL,
  facts BLOB NOT NULL,
  spent BLOB NOT NULL
);

-- Ten seconds of which a request was stored, changed or deleted; in the transaction that did it.
CREATE TABLE fact_dirty (
  -- The number of the ten seconds since 1970.
  slot INTEGER PRIMARY KEY,
  -- Clock of the machine when that happened last.
  touched_ms INTEGER NOT NULL
);
