-- Are logs of a server missing?
-- Requests by server with only one of their two records. Without the front end's there is no time of the whole, without the
-- back end's HTTP 200 hides failures.
-- chart: bar front_end without_front_end without_back_end
SELECT front_end, back_end, count(*) AS requests, sum(record_id IS NULL) AS without_front_end,
       sum(backend_record_id IS NULL) AS without_back_end, min(ended_at) AS first_at, max(ended_at) AS last_at
FROM requests
WHERE noise IS NULL AND outcome <> 'challenge'
GROUP BY front_end, back_end
ORDER BY requests DESC, front_end, back_end
