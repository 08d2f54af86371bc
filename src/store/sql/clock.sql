-- The clocks of the meters, as they were found.

-- name: last_step
SELECT step FROM clock_check WHERE meter = :meter AND at < :before ORDER BY at DESC LIMIT 1

-- name: note
INSERT INTO clock_check (meter, at, step, drift_ms) VALUES (:meter, :at, :step, :drift)
ON CONFLICT (meter, at) DO NOTHING
