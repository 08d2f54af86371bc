-- Readings over time, whether they stand in rows or packs, and how rows become packs.

-- name: packs
SELECT first_at, last_at, count, readings FROM reading_pack
WHERE meter = :meter AND first_at >= :earliest AND first_at < :to AND last_at >= :from
ORDER BY first_at

-- name: newest_packs
SELECT first_at, last_at, count, readings FROM reading_pack
WHERE meter = :meter AND first_at >= :earliest AND first_at < :to AND last_at >= :from
ORDER BY first_at DESC LIMIT :at_most

-- name: pack_before
SELECT first_at, last_at, count, readings FROM reading_pack
WHERE meter = :meter AND first_at <= :at ORDER BY first_at DESC LIMIT 1

-- name: pack_after
SELECT first_at, last_at, count, readings FROM reading_pack
WHERE meter = :meter AND first_at >= :earliest AND last_at >= :at ORDER BY first_at LIMIT 1

-- name: counted
SELECT b.taken_at, b.total_wh, b.power_mw, EXISTS (SELECT 1 FROM reading_decision d
  WHERE d.meter = b.meter AND d.taken_at = b.taken_at AND d.kind = 1),
  b.rate1_wh, b.rate2_wh, b.rate3_wh, b.rate4_wh, b.rate5_wh
FROM baseline b
WHERE b.meter = :meter AND b.taken_at >= :from AND b.taken_at < :to
ORDER BY b.taken_at

-- name: row_before
SELECT b.taken_at, b.total_wh, b.power_mw, EXISTS (SELECT 1 FROM reading_decision d
  WHERE d.meter = b.meter AND d.taken_at = b.taken_at AND d.kind = 1),
  b.rate1_wh, b.rate2_wh, b.rate3_wh, b.rate4_wh, b.rate5_wh
FROM baseline b
WHERE b.meter = :meter AND b.taken_at <= :at ORDER BY b.taken_at DESC LIMIT 1

-- name: row_after
SELECT b.taken_at, b.total_wh, b.power_mw, EXISTS (SELECT 1 FROM reading_decision d
  WHERE d.meter = b.meter AND d.taken_at = b.taken_at AND d.kind = 1),
  b.rate1_wh, b.rate2_wh, b.rate3_wh, b.rate4_wh, b.rate5_wh
FROM baseline b
WHERE b.meter = :meter AND b.taken_at >= :at ORDER BY b.taken_at LIMIT 1

-- name: voids
SELECT taken_at FROM reading_void WHERE meter = :meter AND taken_at >= :from AND taken_at < :to

-- name: is_void
SELECT meter FROM reading_void WHERE meter = :meter AND taken_at = :at

-- name: packable
SELECT r.taken_at, r.total_wh, r.rate1_wh, r.rate2_wh, r.rate3_wh, r.rate4_wh, r.rate5_wh,
  r.voltage_a_mv, r.voltage_b_mv, r.voltage_c_mv, r.current_a_ma, r.current_b_ma, r.current_c_ma,
  r.power_mw, r.power_factor_e3, r.frequency_mhz, r.relay
FROM reading r
WHERE r.meter = :meter AND r.taken_at >= :from AND r.taken_at < :to AND r.verdict = 0
  AND r.source = 0
  AND NOT EXISTS (SELECT 1 FROM reading_in_use u
    WHERE u.meter = r.meter AND u.taken_at = r.taken_at)
ORDER BY r.taken_at

-- name: insert_pack
INSERT INTO reading_pack (meter, first_at, last_at, count, readings)
VALUES (:meter, :first_at, :last_at, :count, :readings)

-- name: delete_packed
DELETE FROM reading WHERE taken_at = :at AND meter = :meter

-- name: computed_points
SELECT from_at FROM charge
WHERE meter = :meter AND from_at >= :from AND from_at <= :to AND from_computed = 1
UNION SELECT to_at FROM charge
WHERE meter = :meter AND to_at >= :from AND to_at <= :to AND to_computed = 1
UNION SELECT c.from_at FROM account_meter am
JOIN accrual c ON c.account = am.account AND c.meter = am.meter
WHERE am.meter = :meter AND c.from_at >= :from AND c.from_at <= :to AND c.from_computed = 1
UNION SELECT c.to_at FROM account_meter am
JOIN accrual c ON c.account = am.account AND c.meter = am.meter
WHERE am.meter = :meter AND c.to_at >= :from AND c.to_at <= :to AND c.to_computed = 1

-- name: zone_of
SELECT p.time_zone FROM meter m JOIN project p ON p.id = m.project WHERE m.id = :meter

-- name: days_around
SELECT day, until FROM energy_day WHERE meter = :meter AND until > :from AND day <= :to ORDER BY day

-- name: update_day
UPDATE energy_day SET last_at = :last_at, last_wh = :last_wh, used_wh = :used, hours = :hours
WHERE meter = :meter AND day = :day

-- name: delete_day
DELETE FROM energy_day WHERE meter = :meter AND day = :day

-- name: insert_day
INSERT INTO energy_day (meter, day, until, last_at, last_wh, used_wh, hours, packed)
VALUES (:meter, :day, :until, :last_at, :last_wh, :used, :hours, :packed)

-- name: zone
SELECT time_zone FROM project WHERE id = :project

-- name: next_meters
SELECT id FROM meter WHERE project = :project AND id > :after ORDER BY id LIMIT :at_most

-- name: oldest_fresh
SELECT b.taken_at FROM baseline b
WHERE b.meter = :meter
  AND b.taken_at >= coalesce((SELECT d.until FROM energy_day d
    WHERE d.meter = :meter ORDER BY d.day DESC LIMIT 1), b.taken_at)
ORDER BY b.taken_at LIMIT 1

-- name: oldest_pack
SELECT p.first_at FROM reading_pack p
WHERE p.meter = :meter AND EXISTS (SELECT 1 FROM energy_day d
  WHERE d.meter = p.meter AND d.day <= p.first_at AND d.until > p.last_at)
ORDER BY p.first_at LIMIT 1

-- A pack that holds the reading on which a ratio begins stays, and so do all behind it.
-- name: delete_packs
DELETE FROM reading_pack
WHERE meter = :meter AND first_at < :before AND last_at < :before
  AND EXISTS (SELECT 1 FROM energy_day d WHERE d.meter = reading_pack.meter
    AND d.day <= reading_pack.first_at AND d.until > reading_pack.last_at)
  AND NOT EXISTS (SELECT 1 FROM meter_ratio r
    JOIN reading_pack k ON k.meter = r.meter AND k.first_at <= r.since AND k.last_at >= r.since
    WHERE r.meter = :meter AND k.first_at <= reading_pack.first_at
      AND pack_holds(k.readings, r.since))

-- name: days
SELECT day, until, last_at, last_wh, used_wh, hours FROM energy_day
WHERE meter = :meter AND day >= :earliest AND day < :to AND until > :from ORDER BY day
