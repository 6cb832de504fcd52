-- How long does it take until a failure is over?
-- From the end of the failed request to the next success of the same client, by class.
-- chart: bar class p95_ms
SELECT class, count(*) AS failures, sum(resolution = 'recovered') AS recovered,
       sum(resolution = 'recovered_later') AS recovered_later, sum(resolution = 'unresolved') AS unresolved,
       round(percentile(recovered_after_ms, 50)) AS p50_ms, round(percentile(recovered_after_ms, 95)) AS p95_ms
FROM failures
WHERE noise IS NULL AND resolution IS NOT NULL
GROUP BY class
ORDER BY failures DESC, class
