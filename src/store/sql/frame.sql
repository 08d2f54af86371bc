-- What passed over lines while they were recorded, and which are to be recorded.

-- name: record
INSERT INTO line_recording (line, since, until, actor) VALUES (:line, :at, :until, :actor)
ON CONFLICT (line) DO UPDATE SET until = excluded.until, actor = excluded.actor,
  since = CASE WHEN until > :at THEN since ELSE :at END

-- name: recorded_until
SELECT until FROM line_recording WHERE line = :line

-- name: stop_recording
DELETE FROM line_recording WHERE line = :line

-- name: recordings
SELECT line, until FROM line_recording WHERE until > :at ORDER BY line

-- name: insert
INSERT INTO frame_log (line, at, direction, hidden, bytes)
VALUES (:line, :at, :direction, :hidden, :bytes)

-- name: drop_surplus
DELETE FROM frame_log
WHERE line = :line AND id <= (SELECT id FROM frame_log WHERE line = :line
  ORDER BY id DESC LIMIT 1 OFFSET :keep)

-- name: following
SELECT id, at, direction, hidden, bytes
FROM frame_log
WHERE line = :line AND id > :after
ORDER BY id
LIMIT :at_most

-- name: latest
SELECT id, at, direction, hidden, bytes
FROM frame_log
WHERE line = :line AND id <= :until
ORDER BY id DESC
LIMIT :at_most

-- name: old
SELECT id FROM frame_log WHERE at < :before ORDER BY at LIMIT :at_most

-- name: drop
DELETE FROM frame_log WHERE id = :frame
