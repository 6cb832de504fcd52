-- Whose sign-ins are refused?
-- A 401 that no success followed. The 401 that begins every sign-in is not in here.
-- chart: bar client_ip refused
SELECT client_ip, user, client_software, count(*) AS refused, min(started_at) AS first_at, max(started_at) AS last_at
FROM requests
WHERE failure_class = 'authentication' AND noise IS NULL
GROUP BY client_ip, user, client_software
ORDER BY refused DESC, client_ip
LIMIT 100
