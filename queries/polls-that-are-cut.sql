-- Does something cut the long polls?
-- A poll ends with news or after five minutes. Many that the client dropped after the same shorter time point to a device
-- on the way.
-- chart: bar seconds polls
SELECT front_end, client_ip, CAST(round(duration_ms / 5000.0) * 5 AS INTEGER) AS seconds, outcome, count(*) AS polls,
       count(DISTINCT user) AS users
FROM requests
WHERE request_type = 'NotificationWait' AND noise IS NULL AND outcome <> 'challenge'
GROUP BY front_end, client_ip, seconds, outcome
ORDER BY polls DESC, front_end, client_ip
LIMIT 100
