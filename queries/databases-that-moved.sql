-- Which databases moved, and whom did it hit?
-- Reconnects to another back end, by database and minute.
-- chart: bar database users
SELECT database, substr(first_attempt_at, 1, 16) AS minute, back_end, count(*) AS reconnects,
       count(DISTINCT user) AS users, max(usable_ms) AS longest_usable_ms
FROM reconnects
WHERE cause = 'failover'
GROUP BY database, minute, back_end
ORDER BY minute, database
