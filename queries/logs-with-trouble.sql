-- Which logs were not read well?
-- Logs with rejected lines or reservations, or not read to their end.
SELECT path, kind, server, state, last_error, records, rejected, warnings, size - offset AS unread_bytes, last_at
FROM sources
WHERE rejected > 0 OR warnings > 0 OR state <> 'complete'
ORDER BY rejected DESC, warnings DESC, path
LIMIT 200
