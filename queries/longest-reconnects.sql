-- Which reconnects took longest?
-- From the first attempt until Outlook was usable again; connect_ms is the sign-in and Connect, the rest is work.
SELECT first_attempt_at, user, kind, cause, usable_ms, connect_ms, attempts, auth_legs, front_end, back_end, database,
       client_ip, client_version
FROM reconnects
WHERE usable_ms IS NOT NULL
ORDER BY usable_ms DESC
LIMIT 50
