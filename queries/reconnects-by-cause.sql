-- Why do clients reconnect?
-- Episodes by cause, with how long it took until Outlook was usable again.
-- chart: bar cause reconnects
SELECT cause, kind, count(*) AS reconnects, count(DISTINCT user) AS users,
       round(percentile(usable_ms, 50)) AS p50_usable_ms, round(percentile(usable_ms, 95)) AS p95_usable_ms,
       max(usable_ms) AS max_usable_ms
FROM reconnects
GROUP BY cause, kind
ORDER BY reconnects DESC, cause, kind
