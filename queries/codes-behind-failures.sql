-- Which codes are behind the failures, and what do they mean?
-- chart: bar name failures
SELECT f.layer, f.code, f.name, f.class, count(*) AS failures, count(DISTINCT f.user) AS users, c.meaning, c.action
FROM failures f
LEFT JOIN codes c ON c.layer = f.layer AND c.name = f.name
WHERE f.noise IS NULL
GROUP BY f.layer, f.code
ORDER BY failures DESC, f.layer, f.code
