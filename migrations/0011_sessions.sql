-- What became of the people: Session Contexts, what failed in them, and how clients got back.

-- One row per Session Context.
CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  context TEXT NOT NULL,
  client_instance TEXT,
  user TEXT,
  -- The user in lower case.
  user_key TEXT,
  mailbox TEXT,
  endpoint TEXT,
  software TEXT,
  version TEXT,
  mode TEXT,
  database TEXT,
  -- JSON array.
  front_ends TEXT NOT NULL,
  noise TEXT,
  started_ms INTEGER NOT NULL,
  ended_ms INTEGER NOT NULL,
  -- Latest recovery of its failures; NULL where one has not recovered, 0 without failures.
  last_recovery_ms INTEGER,
  -- Counters of its requests that no log has, and those of them that may still come; NULL where that can't be told.
  missing INTEGER,
  missing_open INTEGER,
  -- The session whose place it took, how (reconnect, restart) and why.
  previous_id INTEGER,
  kind TEXT,
  cause TEXT,
  -- Counts and times that its requests add up to (JSON): continued when more of them come.
  account TEXT NOT NULL
);
-- One entry per context, not per request: a hundredth of what an index on the requests would cost.
CREATE UNIQUE INDEX session_context ON session (context);
CREATE INDEX session_instance ON session (client_instance) WHERE noise IS NULL;
CREATE INDEX session_user ON session (user_key, mailbox, endpoint) WHERE noise IS NULL;
-- Few have any.
CREATE INDEX session_missing ON session (started_ms) WHERE missing > 0 AND noise IS NULL;
-- Also holds what lists filter by, so that passing over what is not in a range needs no table row.
CREATE INDEX session_started ON session (started_ms, ended_ms, noise);
CREATE INDEX session_previous ON session (previous_id) WHERE previous_id IS NOT NULL;
-- Reconnects by time.
CREATE INDEX session_reconnected ON session (account ->> 'firstAttemptMs') WHERE previous_id IS NOT NULL;

-- Breaks that a context survived.
CREATE TABLE resume (
  session_id INTEGER NOT NULL REFERENCES session (id),
  n INTEGER NOT NULL,
  last_good_ms INTEGER,
  -- NULL where only the changed address tells of the break.
  lost_ms INTEGER,
  first_attempt_ms INTEGER NOT NULL,
  usable_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  auth_legs INTEGER NOT NULL,
  front_end TEXT,
  PRIMARY KEY (session_id, n)
) WITHOUT ROWID;
CREATE INDEX resume_attempted ON resume (first_attempt_ms);

-- Spellings of a user that mean one person, and the request that showed it.
CREATE TABLE person_name (
  -- Lower case.
  name TEXT PRIMARY KEY,
  person_id INTEGER NOT NULL,
  request_id INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX person_name_person ON person_name (person_id);

CREATE VIEW people AS
SELECT name, person_id, request_id FROM person_name;

CREATE VIEW sessions AS
SELECT
  s.id, s.context, s.client_instance,
  -- A context whose requests were all refused names nobody; the other contexts of the same Outlook do.
  coalesce(s.user, (SELECT min(x.user) FROM session x
    WHERE x.client_instance = s.client_instance AND x.noise IS NULL AND s.noise IS NULL)) AS user,
  s.mailbox, s.endpoint,
  s.account ->> 'firstAddress' AS client_ip,
  (SELECT group_concat(value, ', ') FROM json_each(s.front_ends)) AS front_ends,
  s.account ->> 'machine' AS back_end,
  s.database, s.software AS client_software, s.version AS client_version, s.mode AS client_mode,
  strftime('%Y-%m-%dT%H:%M:%fZ', s.started_ms / 1000.0, 'unixepoch') AS started_at,
  s.started_ms,
  strftime('%Y-%m-%dT%H:%M:%fZ', (s.account ->> 'establishedMs') / 1000.0, 'unixepoch') AS established_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', s.ended_ms / 1000.0, 'unixepoch') AS ended_at,
  s.ended_ms,
  coalesce(s.account ->> 'requests', 0) AS requests,
  coalesce(s.account ->> 'failures', 0) AS failures,
  coalesce(s.account ->> 'clientGone', 0) AS client_gone,
  coalesce(s.account ->> 'challenges', 0) AS challenges,
  coalesce(s.account ->> 'fronts', 0) AS with_front,
  coalesce(s.account ->> 'backs', 0) AS with_back,
  -- A long poll is logged when it ends: what was under way at the end of the data is not missing.
  s.missing - s.missing_open * (s.ended_ms >= (SELECT max(ended_ms) FROM request) - 360000) AS missing_requests,
  CASE WHEN s.account ->> 'closed' THEN 'disconnect'
    ELSE coalesce(
      -- What took its place tells why it ended.
      (SELECT CASE n.cause WHEN 'idle_expiry' THEN 'expired' WHEN 'failover' THEN 'failover'
          WHEN 'recycle' THEN 'recycle' WHEN 'network' THEN 'network' ELSE 'superseded' END
        FROM session n WHERE n.previous_id = s.id ORDER BY n.started_ms, n.context LIMIT 1),
      -- Contexts end 15 minutes after their last request.
      CASE WHEN s.ended_ms < (SELECT max(ended_ms) FROM request) - 900000 THEN 'expired' ELSE 'open' END)
    END AS end_reason,
  (SELECT count(*) FROM resume r WHERE r.session_id = s.id) AS resumes,
  s.previous_id AS previous_session_id,
  s.noise
FROM session s;

CREATE VIEW reconnects AS
SELECT
  e.session_id * 65536 + e.n AS id,
  e.kind, e.cause, s.client_instance,
  coalesce(s.user, (SELECT min(x.user) FROM session x
    WHERE x.client_instance = s.client_instance AND x.noise IS NULL)) AS user,
  s.mailbox, s.endpoint,
  p.context AS previous_context, s.context,
  strftime('%Y-%m-%dT%H:%M:%fZ', e.last_good_ms / 1000.0, 'unixepoch') AS last_good_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', e.lost_ms / 1000.0, 'unixepoch') AS lost_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', e.first_attempt_ms / 1000.0, 'unixepoch') AS first_attempt_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', e.connected_ms / 1000.0, 'unixepoch') AS connected_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', e.usable_ms / 1000.0, 'unixepoch') AS usable_at,
  e.first_attempt_ms - e.last_good_ms AS gap_ms,
  e.first_attempt_ms - e.lost_ms AS detect_ms,
  e.connected_ms - e.first_attempt_ms AS connect_ms,
  e.usable_ms - e.first_attempt_ms AS usable_ms,
  e.usable_ms - e.lost_ms AS recovery_ms,
  e.attempts, e.auth_legs, e.front_end,
  s.account ->> 'machine' AS back_end,
  s.database,
  s.account ->> 'firstAddress' AS client_ip, s.software AS client_software, s.version AS client_version,
  e.session_id, e.previous_id AS previous_session_id, e.first_attempt_ms,
  -- The worst that is true of one of its contexts. What may still come is not missing.
  CASE
    WHEN s.missing - s.missing_open * (s.ended_ms >= (SELECT max(ended_ms) FROM request) - 360000) > 0
      OR p.missing - p.missing_open * (p.ended_ms >= (SELECT max(ended_ms) FROM request) - 360000) > 0 THEN 'gaps'
    WHEN coalesce(s.account ->> 'fronts', 0) < (s.account ->> 'requests') + coalesce(s.account ->> 'challenges', 0)
      OR coalesce(p.account ->> 'fronts', 0) < (p.account ->> 'requests') + coalesce(p.account ->> 'challenges', 0)
      THEN 'back_only'
    WHEN coalesce(s.account ->> 'backs', 0) = 0 OR (p.id IS NOT NULL AND coalesce(p.account ->> 'backs', 0) = 0)
      THEN 'front_only'
    ELSE 'full' END AS evidence
FROM (
  SELECT
    n.id AS session_id, 0 AS n, n.previous_id, n.kind, n.cause,
    o.account ->> 'lastGoodMs' AS last_good_ms,
    -- The earliest sign of loss: what failed in the old context, else the attempt to open the new one.
    min(coalesce(o.account ->> 'lostMs', n.account ->> 'firstAttemptMs'), n.account ->> 'firstAttemptMs') AS lost_ms,
    n.account ->> 'firstAttemptMs' AS first_attempt_ms,
    n.account ->> 'establishedMs' AS connected_ms,
    n.account ->> 'usableMs' AS usable_ms,
    coalesce(n.account ->> 'attempts', 0) AS attempts,
    coalesce(n.account ->> 'authLegs', 0) AS auth_legs,
    n.account ->> 'frontEnd' AS front_end
  FROM session n LEFT JOIN session o ON o.id = n.previous_id
  WHERE n.previous_id IS NOT NULL
  UNION ALL
  SELECT
    session_id, n + 1, NULL, 'resume', 'network', last_good_ms,
    min(coalesce(lost_ms, first_attempt_ms), first_attempt_ms), first_attempt_ms, NULL, usable_ms, attempts, auth_legs,
    front_end
  FROM resume
) e
JOIN session s ON s.id = e.session_id
LEFT JOIN session p ON p.id = e.previous_id
WHERE s.noise IS NULL;

CREATE VIEW failures AS
SELECT
  q.id, r.ended_at AS at, q.ended_ms AS at_ms, q.id AS request_id, q.session_id,
  coalesce(r.user, (SELECT user FROM sessions WHERE id = q.session_id)) AS user,
  r.mailbox, r.client_ip, r.client_instance, r.context,
  -- A PING goes to either endpoint; its context tells which.
  coalesce(r.endpoint, (SELECT s.endpoint FROM session s WHERE s.id = q.session_id)) AS endpoint,
  r.request_type, r.front_end, r.back_end,
  r.database, r.client_software, r.client_version,
  k.layer, k.code, c.name, k.class,
  CASE
    WHEN q.session_id IS NULL THEN NULL
    WHEN q.recovered_ms - q.ended_ms <= 1800000 THEN 'recovered'
    WHEN q.recovered_ms IS NOT NULL THEN 'recovered_later'
    WHEN (SELECT max(ended_ms) FROM request) - q.ended_ms < 1800000 THEN 'pending'
    ELSE 'unresolved' END AS resolution,
  q.recovered_ms - q.ended_ms AS recovered_after_ms,
  coalesce(r.source_file, r.backend_source_file) AS source_file,
  CASE WHEN r.source_file IS NULL THEN r.backend_byte_offset ELSE r.byte_offset END AS byte_offset,
  r.backend_source_file, r.backend_byte_offset,
  -- Only a back end's 200 tells for certain that its MAPI service answered, and so has a record of it.
  CASE WHEN r.source_file IS NULL THEN 'back_only'
    WHEN r.backend_status = 200 AND r.backend_source_file IS NULL THEN 'front_only' ELSE 'full' END AS evidence,
  q.noise
FROM request q
JOIN requests r ON r.id = q.id
LEFT JOIN failure_kind k ON k.id = q.failure_id
LEFT JOIN code c ON c.layer = k.layer AND (c.number = k.number OR (k.number IS NULL AND c.code = k.code))
WHERE q.outcome = 'failed';
