-- Which users cause most load?
-- chart: bar user requests
SELECT user, count(*) AS requests, count(DISTINCT client_instance) AS outlooks,
       round(sum(duration_ms) / 1000.0, 1) AS busy_seconds, sum(outcome = 'failed') AS failed
FROM requests
WHERE noise IS NULL AND user IS NOT NULL AND request_type IS NOT 'NotificationWait'
GROUP BY user
ORDER BY requests DESC, user
LIMIT 50
