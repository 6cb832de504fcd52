-- Why could lines not be read?
-- chart: bar reason lines
SELECT reason, count(*) AS lines, count(DISTINCT source_file) AS logs, min(source_file) AS example_file,
       min(byte_offset) AS example_offset, substr(min(text), 1, 200) AS example
FROM rejected_lines
GROUP BY reason
ORDER BY lines DESC, reason
