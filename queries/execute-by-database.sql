-- How slow is Execute by database?
-- chart: bar database p50_ms p95_ms
SELECT database, count(*) AS requests, count(DISTINCT user) AS users,
       round(percentile(duration_ms, 50)) AS p50_ms, round(percentile(duration_ms, 95)) AS p95_ms,
       round(percentile(duration_ms, 99)) AS p99_ms, max(duration_ms) AS max_ms
FROM requests
WHERE request_type = 'Execute' AND outcome = 'ok' AND noise IS NULL AND record_id IS NOT NULL
GROUP BY database
ORDER BY p95_ms DESC
