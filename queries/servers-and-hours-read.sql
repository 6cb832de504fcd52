-- Which hours of which servers were read?
-- chart: line hour records
SELECT substr(first_at, 1, 13) || ':00:00Z' AS hour, server, kind, count(*) AS logs, sum(records) AS records,
       sum(rejected) AS rejected
FROM sources
WHERE first_at IS NOT NULL
GROUP BY hour, server, kind
ORDER BY hour, server, kind
