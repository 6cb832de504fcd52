-- Who failed and was not served again?
-- Failures after which the same client had no success until the end of the data.
SELECT at, user, request_type, class, name, code, front_end, back_end, client_ip, source_file, byte_offset
FROM failures
WHERE resolution = 'unresolved' AND noise IS NULL
ORDER BY at_ms DESC
LIMIT 100
