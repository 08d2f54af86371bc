-- What the meters noted at midnight.

-- name: for_check
SELECT m.id, m.max_power_w, s.last_at, s.last_wh,
  (SELECT c.drift_ms FROM clock_check c
   WHERE c.meter = m.id AND c.at < :midnight AND c.drift_ms IS NOT NULL ORDER BY c.at DESC LIMIT 1),
  (SELECT c.drift_ms FROM clock_check c
   WHERE c.meter = m.id AND c.at >= :midnight AND c.at <= :now AND c.drift_ms IS NOT NULL
   ORDER BY c.at LIMIT 1),
  m.rolls_at_wh
FROM meter m LEFT JOIN meter_state s ON s.meter = m.id
WHERE m.id = :meter

-- name: known
SELECT verdict, read_at FROM freeze WHERE meter = :meter AND at = :midnight

-- name: before
SELECT at, total_wh FROM freeze
WHERE meter = :meter AND at < :midnight AND verdict = 0
ORDER BY at DESC LIMIT 1

-- name: insert
INSERT INTO freeze (meter, at, verdict, read_at, frozen_at, total_wh, rate1_wh, rate2_wh, rate3_wh,
  rate4_wh, rate5_wh, raw)
VALUES (:meter, :midnight, :verdict, :read_at, :frozen_at, :total, :rate1, :rate2, :rate3, :rate4,
  :rate5, :raw)

-- name: replace
UPDATE freeze SET verdict = :verdict, read_at = :read_at, frozen_at = :frozen_at,
  total_wh = :total, rate1_wh = :rate1, rate2_wh = :rate2, rate3_wh = :rate3, rate4_wh = :rate4,
  rate5_wh = :rate5, raw = :raw
WHERE meter = :meter AND at = :midnight

-- name: accepted
SELECT at, total_wh FROM freeze
WHERE meter = :meter AND at > :from AND at < :to AND verdict = 0
ORDER BY at

-- name: oldest_text
SELECT at FROM freeze WHERE meter = :meter AND raw IS NOT NULL ORDER BY at LIMIT 1

-- name: forget_texts
UPDATE freeze SET raw = NULL
WHERE meter = :meter AND at < :before AND raw IS NOT NULL
  AND at <= (SELECT f.at FROM freeze f WHERE f.meter = :meter ORDER BY f.at DESC LIMIT 1) - :young
