-- When did clients reconnect?
-- Episodes in each five minutes; a peak at many users at once points to a server.
-- chart: line five_minutes reconnects users
SELECT strftime('%Y-%m-%dT%H:%M:00Z', first_attempt_ms / 300000 * 300, 'unixepoch') AS five_minutes,
       count(*) AS reconnects, count(DISTINCT user) AS users,
       sum(cause = 'failover') AS failovers, sum(cause = 'network') AS network,
       round(percentile(usable_ms, 95)) AS p95_usable_ms
FROM reconnects
GROUP BY five_minutes
ORDER BY five_minutes
