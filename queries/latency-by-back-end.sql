-- How slow is each back end, by request type?
-- chart: bar back_end p95_ms
SELECT back_end, request_type, count(*) AS requests,
       round(percentile(duration_ms, 50)) AS p50_ms, round(percentile(duration_ms, 95)) AS p95_ms,
       round(percentile(backend_ms, 95)) AS p95_backend_ms, max(duration_ms) AS max_ms
FROM requests
WHERE outcome = 'ok' AND noise IS NULL AND record_id IS NOT NULL
  AND request_type NOT IN ('NotificationWait', 'Disconnect')
GROUP BY back_end, request_type
ORDER BY requests DESC, back_end, request_type
