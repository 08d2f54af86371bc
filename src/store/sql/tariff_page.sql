-- Tariffs and their versions, for people.

-- name: tariffs
SELECT t.id, t.name, t.medium,
  (SELECT count(*) FROM account a WHERE a.tariff = t.id AND a.closed_at IS NULL)
FROM tariff t
WHERE t.project = :project AND t.id > :after AND (:tariff = 0 OR t.id = :tariff)
ORDER BY t.id
LIMIT :at_most

-- name: in_force
SELECT v.id, v.valid_from, v.document
FROM tariff_version v
WHERE v.tariff = :tariff AND v.valid_from <= :at
  AND NOT EXISTS (SELECT 1 FROM tariff_withdrawal w WHERE w.version = v.id)
ORDER BY v.valid_from DESC LIMIT 1

-- name: upcoming
SELECT v.id, v.valid_from, v.document
FROM tariff_version v
WHERE v.tariff = :tariff AND v.valid_from > :at
  AND NOT EXISTS (SELECT 1 FROM tariff_withdrawal w WHERE w.version = v.id)
ORDER BY v.valid_from LIMIT 1

-- name: versions
SELECT v.id, v.valid_from, v.document, v.published_at, v.published_by, v.note, w.at, w.actor, w.note
FROM tariff_version v
LEFT JOIN tariff_withdrawal w ON w.version = v.id
WHERE v.tariff = :tariff
ORDER BY v.valid_from DESC, v.id DESC
LIMIT :at_most
