-- Which versions of Outlook are there, and how often do they fail?
-- chart: bar client_version users
SELECT client_software, client_version, client_mode, count(DISTINCT user) AS users, count(*) AS requests,
       round(100.0 * sum(outcome = 'failed') / count(*), 2) AS failed_percent
FROM requests
WHERE noise IS NULL AND user IS NOT NULL
GROUP BY client_software, client_version, client_mode
ORDER BY users DESC, requests DESC
