-- How much of the log is noise, and why?
-- chart: bar noise requests
SELECT coalesce(noise, 'people') AS noise, count(*) AS requests,
       round(100.0 * count(*) / (SELECT count(*) FROM requests), 2) AS percent
FROM requests
GROUP BY requests.noise
ORDER BY requests DESC
