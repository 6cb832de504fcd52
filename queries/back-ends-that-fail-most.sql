-- Which back end fails most, by class?
-- chart: bar back_end failures
SELECT back_end, class, count(*) AS failures, count(DISTINCT user) AS users,
       min(at) AS first_at, max(at) AS last_at
FROM failures
WHERE noise IS NULL
GROUP BY back_end, class
ORDER BY failures DESC, back_end, class
