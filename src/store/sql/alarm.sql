-- Alarms: opened once per kind and subject, until they are closed. A retired meter has none.

-- name: open
INSERT INTO alarm (kind, meter, account, line, detail, opened_at)
SELECT :kind, :meter, :account, :line, :detail, :at
WHERE NOT EXISTS (SELECT 1 FROM meter m WHERE m.id = :meter AND m.retired_at IS NOT NULL)
ON CONFLICT DO NOTHING
RETURNING id

-- name: open_of_meter
SELECT id FROM alarm WHERE meter = :meter AND closed_at IS NULL ORDER BY id

-- name: open_one
SELECT id FROM alarm
WHERE kind = :kind AND coalesce(meter, 0) = :meter AND coalesce(account, 0) = :account
  AND coalesce(line, 0) = :line AND closed_at IS NULL

-- name: tell
UPDATE alarm SET detail = :detail WHERE id = :alarm AND detail <> :detail
RETURNING id

-- name: close
UPDATE alarm SET closed_at = :at WHERE id = :alarm

-- name: state
SELECT acknowledged_at, id FROM alarm WHERE id = :alarm

-- name: acknowledge
UPDATE alarm SET acknowledged_at = :at, acknowledged_by = :actor WHERE id = :alarm
