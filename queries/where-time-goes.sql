-- Where does the time of a request go, by front end?
-- Mean of each part of the way, in milliseconds.
-- chart: bar front_end client_ms front_end_ms routing_ms backend_ms
SELECT front_end, count(*) AS requests, round(avg(client_stream_ms), 1) AS client_ms,
       round(avg(front_end_ms), 1) AS front_end_ms, round(avg(routing_ms), 1) AS routing_ms,
       round(avg(backend_ms), 1) AS backend_ms
FROM requests
WHERE outcome = 'ok' AND noise IS NULL AND record_id IS NOT NULL
  AND request_type NOT IN ('NotificationWait', 'Disconnect')
GROUP BY requests.front_end
ORDER BY requests DESC
