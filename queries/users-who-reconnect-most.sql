-- Which users reconnect most often?
-- Each time that an Outlook came back, by user and cause.
-- chart: bar user reconnects
SELECT user, count(*) AS reconnects, count(DISTINCT client_instance) AS outlooks,
       sum(cause = 'network') AS network, sum(cause = 'idle_expiry') AS idle_expiry,
       sum(cause = 'failover') AS failover,
       sum(cause NOT IN ('network', 'idle_expiry', 'failover')) AS other_causes,
       round(median(usable_ms)) AS median_usable_ms, max(usable_ms) AS longest_usable_ms
FROM reconnects
WHERE user IS NOT NULL
GROUP BY user
ORDER BY reconnects DESC, user
LIMIT 50
