-- Which users have most failures?
-- chart: bar user failures
SELECT user, count(*) AS failures, sum(resolution = 'unresolved') AS unresolved,
       group_concat(DISTINCT class) AS classes, group_concat(DISTINCT back_end) AS back_ends, max(at) AS last_at
FROM failures
WHERE noise IS NULL AND user IS NOT NULL
GROUP BY user
ORDER BY failures DESC, user
LIMIT 50
