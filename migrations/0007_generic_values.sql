-- Every key and value of the columns that hold many (GenericInfo, GenericErrors, BackEndGenericInfo): key=value; with
-- an optional type before the key (S:, I32:, F:, Dbl:, Dt:), flags without a value, keys that repeat.

CREATE VIEW generic_values AS
WITH pairs AS (
  SELECT record_id, 'http_proxy' AS log, 'GenericInfo' AS column_name, part.key AS position, part.value AS pair
  FROM http_proxy, json_each('[' || replace(json_quote("GenericInfo"), ';', '","') || ']') part
  WHERE "GenericInfo" IS NOT NULL AND part.value <> ''
  UNION ALL
  SELECT record_id, 'http_proxy' AS log, 'GenericErrors' AS column_name, part.key AS position, part.value AS pair
  FROM http_proxy, json_each('[' || replace(json_quote("GenericErrors"), ';', '","') || ']') part
  WHERE "GenericErrors" IS NOT NULL AND part.value <> ''
  UNION ALL
  SELECT record_id, 'http_proxy' AS log, 'BackEndGenericInfo' AS column_name, part.key AS position, part.value AS pair
  FROM http_proxy, json_each('[' || replace(json_quote("BackEndGenericInfo"), ';', '","') || ']') part
  WHERE "BackEndGenericInfo" IS NOT NULL AND part.value <> ''
  UNION ALL
  SELECT record_id, 'mapi_http' AS log, 'GenericInfo' AS column_name, part.key AS position, part.value AS pair
  FROM mapi_http, json_each('[' || replace(json_quote("GenericInfo"), ';', '","') || ']') part
  WHERE "GenericInfo" IS NOT NULL AND part.value <> ''
  UNION ALL
  SELECT record_id, 'mapi_http' AS log, 'GenericErrors' AS column_name, part.key AS position, part.value AS pair
  FROM mapi_http, json_each('[' || replace(json_quote("GenericErrors"), ';', '","') || ']') part
  WHERE "GenericErrors" IS NOT NULL AND part.value <> ''
), typed AS (
  SELECT *, CASE WHEN substr(pair, 1, instr(pair, ':') - 1) IN ('S', 'I32', 'F', 'Dbl', 'Dt')
    THEN substr(pair, 1, instr(pair, ':') - 1) END AS type
  FROM pairs
), bare AS (
  SELECT *, CASE WHEN type IS NULL THEN pair ELSE substr(pair, length(type) + 2) END AS text FROM typed
)
SELECT record_id, log, column_name, position, type,
  CASE WHEN instr(text, '=') > 0 THEN substr(text, 1, instr(text, '=') - 1) ELSE text END AS key,
  CASE WHEN instr(text, '=') > 0 THEN substr(text, instr(text, '=') + 1) END AS value
FROM bare;
