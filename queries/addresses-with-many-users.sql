-- Which addresses do many users come from?
-- Load balancers, proxies and terminal servers: what fails there fails for all of them.
-- chart: bar client_ip users
SELECT client_ip, count(DISTINCT user) AS users, count(*) AS requests, sum(outcome = 'failed') AS failed,
       sum(outcome = 'client_gone') AS client_gone
FROM requests
WHERE noise IS NULL AND client_ip IS NOT NULL
GROUP BY client_ip
ORDER BY users DESC, requests DESC
LIMIT 50
