-- Which spellings mean the same person?
-- Spellings that were seen together in one record or one request.
SELECT person_id, count(*) AS spellings, group_concat(name, ', ') AS names
FROM (SELECT person_id, name FROM people ORDER BY name)
GROUP BY person_id
ORDER BY names
LIMIT 500
