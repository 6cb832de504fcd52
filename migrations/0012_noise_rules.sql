-- By which rules requests were marked as noise: marks stay as they were made when the rules change.

CREATE TABLE noise_rule_set (
  id INTEGER PRIMARY KEY,
  -- The first request that could be marked by them; those from the next set's first one on were not.
  first_request_id INTEGER NOT NULL,
  -- JSON array of {reason, fact, pattern}; the first that fits counts.
  rules TEXT NOT NULL
);

CREATE VIEW noise_rules AS
SELECT
  s.id AS set_id,
  rule.key + 1 AS position,
  rule.value ->> 'reason' AS reason,
  rule.value ->> 'fact' AS fact,
  rule.value ->> 'pattern' AS pattern,
  s.id = (SELECT max(id) FROM noise_rule_set) AS in_force,
  s.first_request_id,
  (SELECT min(n.first_request_id) - 1 FROM noise_rule_set n WHERE n.id > s.id) AS last_request_id
FROM noise_rule_set s, json_each(s.rules) rule;
