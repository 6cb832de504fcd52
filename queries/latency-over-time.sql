-- When is Execute slow?
-- chart: line five_minutes p50_ms p95_ms
SELECT strftime('%Y-%m-%dT%H:%M:00Z', ended_ms / 300000 * 300, 'unixepoch') AS five_minutes, count(*) AS requests,
       round(percentile(duration_ms, 50)) AS p50_ms, round(percentile(duration_ms, 95)) AS p95_ms
FROM requests
WHERE request_type = 'Execute' AND outcome = 'ok' AND noise IS NULL AND record_id IS NOT NULL
GROUP BY five_minutes
ORDER BY five_minutes
