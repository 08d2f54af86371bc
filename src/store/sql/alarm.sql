-- Alarms: opened once per kind and subject, until they are closed.

-- name: open
INSERT INTO alarm (kind, meter, account, line, detail, opened_at)
VALUES (:kind, :meter, :account, :line, :detail, :at)
ON CONFLICT DO NOTHING
RETURNING id

-- name: open_one
SELECT id FROM alarm
WHERE kind = :kind AND coalesce(meter, 0) = :meter AND coalesce(account, 0) = :account
  AND coalesce(line, 0) = :line AND closed_at IS NULL

-- name: close
UPDATE alarm SET closed_at = :at WHERE id = :alarm

-- name: state
SELECT acknowledged_at, id FROM alarm WHERE id = :alarm

-- name: acknowledge
UPDATE alarm SET acknowledged_at = :at, acknowledged_by = :actor WHERE id = :alarm
