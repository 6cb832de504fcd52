-- When do requests fail?
-- Requests of people in each five minutes, and how many failed or were dropped by the client.
-- chart: line five_minutes failed client_gone
SELECT strftime('%Y-%m-%dT%H:%M:00Z', ended_ms / 300000 * 300, 'unixepoch') AS five_minutes,
       count(*) AS requests, sum(outcome = 'failed') AS failed, sum(outcome = 'client_gone') AS client_gone,
       round(100.0 * sum(outcome = 'failed') / count(*), 2) AS failed_percent
FROM requests
WHERE noise IS NULL
GROUP BY five_minutes
ORDER BY five_minutes
