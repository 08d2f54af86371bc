-- Prices that wait for a second person.

-- The version that stands last before an instant.
-- name: version_before
SELECT v.id, v.valid_from, v.document FROM tariff_version v
WHERE v.tariff = :tariff AND v.valid_from < :before
  AND NOT EXISTS (SELECT 1 FROM tariff_withdrawal w WHERE w.version = v.id)
ORDER BY v.valid_from DESC LIMIT 1

-- What was in force since an instant, or since the newest that a second person approved.
-- name: versions_of_late
SELECT v.id, v.valid_from, v.document FROM tariff_version v
WHERE v.tariff = :tariff AND v.valid_from <= :at
  AND NOT EXISTS (SELECT 1 FROM tariff_withdrawal w WHERE w.version = v.id)
  AND v.valid_from >= coalesce((SELECT max(b.valid_from) FROM tariff_version b
    WHERE b.tariff = :tariff AND b.valid_from <= :at
      AND NOT EXISTS (SELECT 1 FROM tariff_withdrawal w WHERE w.version = b.id)
      AND (b.valid_from <= :since
        OR EXISTS (SELECT 1 FROM proposal_decision d WHERE d.version = b.id))), v.valid_from)

-- name: accounts
SELECT count(*) FROM account WHERE tariff = :tariff AND closed_at IS NULL

-- name: same
SELECT p.id FROM tariff_proposal p
WHERE p.tariff = :tariff AND p.valid_from = :valid_from AND p.document = :document
  AND p.actor = :actor
  AND NOT EXISTS (SELECT 1 FROM proposal_decision d WHERE d.proposal = p.id)

-- name: insert
INSERT INTO tariff_proposal (tariff, valid_from, document, note, actor, at, change, accounts)
VALUES (:tariff, :valid_from, :document, :note, :actor, :at, :change, :accounts)
RETURNING id

-- name: insert_decision
INSERT INTO proposal_decision (proposal, version, note, actor, at)
VALUES (:proposal, :version, :note, :actor, :at)

-- name: list
SELECT p.id, p.tariff, t.name, p.valid_from, p.document, p.note, p.actor, p.at, p.change, p.accounts,
  d.version, d.note, d.actor, d.at
FROM tariff_proposal p
JOIN tariff t ON t.id = p.tariff
LEFT JOIN proposal_decision d ON d.proposal = p.id
WHERE t.project = :project AND p.id < :before AND (:only = 0 OR p.id = :only)
  AND (:waiting = 0 OR (d.at IS NULL AND p.valid_from > :at))
ORDER BY p.id DESC
LIMIT :at_most
