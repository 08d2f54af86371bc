-- One meter: its line, its readings, its decisions.

-- name: line
SELECT l.id, l.name, l.mode, l.framing, coalesce(s.online, 0)
FROM meter m
JOIN line l ON l.id = m.line
LEFT JOIN line_state s ON s.line = l.id
WHERE m.id = :meter

-- name: reading_at
SELECT taken_at, verdict, total_wh, rate1_wh, rate2_wh, rate3_wh, rate4_wh, rate5_wh, voltage_a_mv,
  voltage_b_mv, voltage_c_mv, current_a_ma, current_b_ma, current_c_ma, power_mw, power_factor_e3,
  frequency_mhz, relay, source, d.kind, d.note, d.actor, d.at, v.note, v.actor, v.at
FROM reading
LEFT JOIN reading_decision d USING (meter, taken_at)
LEFT JOIN reading_void v USING (meter, taken_at)
WHERE taken_at = :at AND meter = :meter

-- name: readings
SELECT taken_at, verdict, total_wh, rate1_wh, rate2_wh, rate3_wh, rate4_wh, rate5_wh, voltage_a_mv,
  voltage_b_mv, voltage_c_mv, current_a_ma, current_b_ma, current_c_ma, power_mw, power_factor_e3,
  frequency_mhz, relay, source, d.kind, d.note, d.actor, d.at, v.note, v.actor, v.at
FROM reading
LEFT JOIN reading_decision d USING (meter, taken_at)
LEFT JOIN reading_void v USING (meter, taken_at)
WHERE taken_at >= :from AND taken_at < :to AND meter = :meter
  AND (:verdict = 0 OR (:verdict = 1 AND verdict = 0) OR (:verdict = 2 AND verdict <> 0))
ORDER BY taken_at DESC
LIMIT :at_most

-- name: decisions
SELECT d.id, d.at, d.verdict, d.reason, d.note, d.actor, d.posted_fen, d.running_fen,
  d.credit_limit_fen, d.available_fen, d.reconnect_fen, d.overdue_fen, d.subsidised, d.reading_at,
  (SELECT p.reason FROM supply_decision p
   WHERE p.meter = d.meter AND p.id < d.id AND p.verdict <> 2 ORDER BY p.id DESC LIMIT 1),
  (SELECT w.decision FROM supply_wish w WHERE w.meter = d.meter),
  (SELECT w.confirmed_at FROM supply_wish w WHERE w.meter = d.meter)
FROM supply_decision d
WHERE d.meter = :meter AND d.id < :before
ORDER BY d.id DESC
LIMIT :at_most

-- name: steps
SELECT at, step, detail FROM supply_step WHERE decision = :decision ORDER BY id LIMIT :at_most

-- The meter that stood there first, before it was replaced, and that one perhaps as well.
-- name: first_of
WITH RECURSIVE row_of (id, replaces) AS (
  SELECT id, replaces FROM meter WHERE id = :meter
  UNION ALL SELECT m.id, m.replaces FROM row_of r JOIN meter m ON m.id = r.replaces)
SELECT id FROM row_of WHERE replaces IS NULL

-- name: changes
SELECT m.retired_at, (SELECT n.id FROM meter n WHERE n.replaces = m.id), m.replaces, m.rolls_at_wh
FROM meter m WHERE m.id = :meter

-- name: ratios
SELECT r.since, r.ratio, r.note, r.actor, r.at FROM meter_ratio r
WHERE r.meter = :meter AND r.id = (SELECT max(x.id) FROM meter_ratio x
  WHERE x.meter = r.meter AND x.since = r.since)
ORDER BY r.since
