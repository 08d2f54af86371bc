-- The clocks of the meters, as they were found.

-- name: last_step
SELECT step FROM clock_check WHERE meter = :meter AND at < :before ORDER BY at DESC LIMIT 1

-- name: note
INSERT INTO clock_check (meter, at, step, drift_ms) VALUES (:meter, :at, :step, :drift)
ON CONFLICT (meter, at) DO NOTHING

-- name: oldest
SELECT at FROM clock_check WHERE meter = :meter ORDER BY at LIMIT 1

-- name: forget
DELETE FROM clock_check
WHERE meter = :meter AND at < :before
  AND at <= (SELECT c.at FROM clock_check c WHERE c.meter = :meter ORDER BY c.at DESC LIMIT 1) - :young
