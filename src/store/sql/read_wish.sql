-- Wishes to read a meter now. One that is older than the asker's patience counts as over, and so does
-- one from a time that is still to come: our clock was ahead then.

-- name: known_meter
SELECT id, retired_at FROM meter WHERE id = :meter

-- name: open_one
SELECT meter FROM read_wish
WHERE meter = :meter AND answered_at IS NULL AND asked_at > :since AND asked_at <= :now

-- name: count_open
SELECT count(*) FROM read_wish
WHERE actor = :actor AND answered_at IS NULL AND asked_at > :since AND asked_at <= :now

-- name: ask
INSERT INTO read_wish (meter, asked_at, actor) VALUES (:meter, :at, :actor)
ON CONFLICT (meter) DO UPDATE SET asked_at = excluded.asked_at, actor = excluded.actor,
  answered_at = NULL, outcome = NULL

-- name: answer
UPDATE read_wish SET answered_at = :at, outcome = :outcome
WHERE meter = :meter AND answered_at IS NULL AND asked_at <= :asked_by

-- name: open
SELECT meter, asked_at FROM read_wish
WHERE answered_at IS NULL AND asked_at > :since AND asked_at <= :now
ORDER BY asked_at

-- name: of_meter
SELECT asked_at, actor, answered_at, outcome FROM read_wish WHERE meter = :meter
