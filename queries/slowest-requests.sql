-- Which requests were slowest, and which part of the way was slow?
SELECT ended_at, user, request_type, front_end, back_end, database, duration_ms,
       CASE max(client_stream_ms, front_end_ms, routing_ms, backend_ms)
         WHEN backend_ms THEN 'back end' WHEN client_stream_ms THEN 'client network'
         WHEN routing_ms THEN 'routing' WHEN front_end_ms THEN 'front end' END AS slowest_part,
       client_stream_ms, front_end_ms, routing_ms, backend_ms
FROM requests
WHERE outcome = 'ok' AND noise IS NULL AND record_id IS NOT NULL
  AND request_type NOT IN ('NotificationWait', 'Disconnect')
ORDER BY duration_ms DESC
LIMIT 50
