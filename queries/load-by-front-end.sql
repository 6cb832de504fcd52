-- Is the load spread evenly over the front ends?
-- chart: line hour requests
SELECT substr(ended_at, 1, 13) || ':00:00Z' AS hour, front_end, count(*) AS requests, count(DISTINCT user) AS users,
       sum(outcome = 'failed') AS failed
FROM requests
WHERE noise IS NULL
GROUP BY hour, front_end
ORDER BY hour, front_end
