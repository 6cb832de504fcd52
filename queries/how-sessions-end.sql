-- How do sessions end?
-- chart: bar end_reason sessions
SELECT endpoint, end_reason, count(*) AS sessions, count(DISTINCT user) AS users, sum(failures > 0) AS with_failures,
       round(avg(requests), 1) AS mean_requests, round(avg(ended_ms - started_ms) / 60000, 1) AS mean_minutes
FROM sessions
WHERE noise IS NULL
GROUP BY endpoint, end_reason
ORDER BY sessions DESC, endpoint, end_reason
