-- Gateways that call under a name no line has.

-- name: find
SELECT registration FROM stranger WHERE id = :stranger

-- name: note
INSERT INTO stranger (registration, peer, first_at, last_at, calls, dismissed)
VALUES (:registration, :peer, :at, :at, :calls, 0)
ON CONFLICT (registration) DO UPDATE SET peer = excluded.peer, last_at = excluded.last_at,
  calls = calls + excluded.calls

-- name: forget_surplus
DELETE FROM stranger
WHERE id IN (SELECT id FROM stranger ORDER BY last_at DESC, id DESC LIMIT -1 OFFSET :keep)

-- name: dismiss
UPDATE stranger SET dismissed = 1 WHERE id = :stranger

-- name: forget
DELETE FROM stranger WHERE id = :stranger

-- name: list
SELECT id, registration, peer, first_at, last_at, calls, dismissed
FROM stranger
WHERE dismissed = :dismissed
ORDER BY last_at DESC, id DESC

-- name: one
SELECT id, registration, peer, first_at, last_at, calls, dismissed
FROM stranger WHERE id = :stranger
