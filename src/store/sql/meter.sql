-- Meters, their readings and their present state.

-- name: for_reading
SELECT m.id, m.max_power_w, m.ratio, m.has_relay, am.account, am.opening_at, s.last_at, s.last_wh,
  coalesce(s.doubtful, 0),
  EXISTS (SELECT 1 FROM reading r WHERE r.taken_at = :at AND r.meter = m.id)
    OR coalesce((SELECT p.last_at >= :at AND pack_holds(p.readings, :at) FROM reading_pack p
      WHERE p.meter = m.id AND p.first_at <= :at ORDER BY p.first_at DESC LIMIT 1), 0),
  EXISTS (SELECT 1 FROM alarm a WHERE a.kind = :alarm AND coalesce(a.meter, 0) = m.id
    AND coalesce(a.account, 0) = 0 AND coalesce(a.line, 0) = 0 AND a.closed_at IS NULL),
  EXISTS (SELECT 1 FROM read_wish w WHERE w.meter = m.id AND w.answered_at IS NULL),
  m.rolls_at_wh, m.retired_at, m.medium
FROM meter m
LEFT JOIN account_meter am ON am.meter = m.id AND am.account = (SELECT h.account
  FROM account_meter h WHERE h.meter = m.id
  ORDER BY coalesce(h.until < :at, 0), CASE WHEN h.until < :at THEN -h.until END,
    coalesce(h.until, 9223372036854775807), h.opening_at LIMIT 1)
LEFT JOIN meter_state s ON s.meter = m.id
WHERE m.id = :meter

-- name: candidate
SELECT taken_at, total_wh FROM reading
WHERE meter = :meter AND verdict <> 0 AND verdict = 5 AND taken_at < :before
ORDER BY taken_at DESC LIMIT 1

-- name: lowest_jump
SELECT total_wh FROM reading
WHERE meter = :meter AND verdict <> 0 AND verdict = 2 AND taken_at > :since
ORDER BY total_wh LIMIT 1

-- name: newest_lower
SELECT taken_at, total_wh FROM reading
WHERE meter = :meter AND verdict <> 0 AND verdict IN (1, 6) AND taken_at > :since
  AND taken_at > coalesce((SELECT max(d.taken_at) FROM reading_decision d
    WHERE d.meter = :meter), :since)
ORDER BY taken_at DESC LIMIT 1

-- name: open_doubt
SELECT q.taken_at, q.total_wh, q.power_mw FROM reading q
WHERE q.meter = :meter AND q.verdict <> 0 AND q.verdict <> 5
  AND EXISTS (SELECT 1 FROM meter m WHERE m.id = :meter AND m.retired_at IS NULL)
  AND q.taken_at > coalesce((SELECT s.last_at FROM meter_state s WHERE s.meter = :meter),
    q.taken_at - 1)
  AND q.taken_at > coalesce((SELECT max(d.taken_at) FROM reading_decision d
    WHERE d.meter = :meter), q.taken_at - 1)
ORDER BY q.taken_at DESC LIMIT 1

-- name: decision_at
SELECT kind FROM reading_decision WHERE meter = :meter AND taken_at = :taken_at

-- name: insert_decision
INSERT INTO reading_decision (meter, taken_at, kind, baseline_at, baseline_wh, note, actor, at)
VALUES (:meter, :taken_at, :kind, :baseline_at, :baseline_wh, :note, :actor, :at)

-- name: insert_reading
INSERT INTO reading (taken_at, meter, verdict, total_wh, rate1_wh, rate2_wh, rate3_wh, rate4_wh,
  rate5_wh, voltage_a_mv, voltage_b_mv, voltage_c_mv, current_a_ma, current_b_ma, current_c_ma,
  power_mw, power_factor_e3, frequency_mhz, relay, raw)
VALUES (:at, :meter, :verdict, :total, :rate1, :rate2, :rate3, :rate4, :rate5, :va, :vb, :vc,
  :ia, :ib, :ic, :power, :pf, :frequency, :relay, :raw)

-- name: accept
INSERT INTO meter_state (meter, last_at, last_wh, power_mw, relay, relay_at, heard_at, doubtful)
VALUES (:meter, :at, :total, :power, NULL, NULL, :at, 0)
ON CONFLICT (meter) DO UPDATE SET last_at = excluded.last_at, last_wh = excluded.last_wh,
  power_mw = coalesce(excluded.power_mw, power_mw), heard_at = max(coalesce(heard_at, 0), excluded.heard_at),
  doubtful = 0

-- name: doubt
INSERT INTO meter_state (meter, heard_at, doubtful) VALUES (:meter, :at, :doubtful)
ON CONFLICT (meter) DO UPDATE SET heard_at = excluded.heard_at,
  doubtful = doubtful + excluded.doubtful

-- name: relay_seen
INSERT INTO meter_state (meter, relay, relay_at, heard_at, doubtful)
VALUES (:meter, :relay, :at, :at, 0)
ON CONFLICT (meter) DO UPDATE SET relay = excluded.relay, relay_at = excluded.relay_at,
  heard_at = excluded.heard_at

-- name: set_opening
UPDATE account_meter SET opening_at = :at, opening_wh = :total
WHERE meter = :meter AND until IS NULL AND opening_at IS NULL
  AND EXISTS (SELECT 1 FROM account a JOIN tariff_version v ON v.tariff = a.tariff
    WHERE a.id = account_meter.account AND v.valid_from <= :at
      AND NOT EXISTS (SELECT 1 FROM tariff_withdrawal w WHERE w.version = v.id))

-- name: medium
SELECT medium FROM meter WHERE id = :meter

-- name: rolls_at
SELECT rolls_at_wh FROM meter WHERE id = :meter

-- name: set_rolls_at
UPDATE meter SET rolls_at_wh = :rolls_at WHERE id = :meter AND rolls_at_wh IS NULL

-- As they were said, one after the other.
-- name: ratios
SELECT since, ratio FROM meter_ratio WHERE meter = :meter ORDER BY id

-- name: insert_ratio
INSERT INTO meter_ratio (meter, since, ratio, note, actor, at)
VALUES (:meter, :since, :ratio, :note, :actor, :at)

-- name: set_ratio
UPDATE meter SET ratio = :ratio WHERE id = :meter

-- Readings that are forgotten leave their day.
-- name: day_before
SELECT day FROM energy_day WHERE meter = :meter AND day < :at AND until <= :at LIMIT 1

-- name: verdict_at
SELECT verdict FROM reading WHERE taken_at = :at AND meter = :meter

-- name: last_at
SELECT last_at FROM meter_state WHERE meter = :meter

-- name: holders_since
SELECT account, opening_at FROM account_meter
WHERE meter = :meter AND opening_at IS NOT NULL AND (until IS NULL OR until > :since)
ORDER BY account

-- name: know_registers
UPDATE meter SET rolls_at_wh = :rolls_at
WHERE model = :model AND rolls_at_wh IS NULL
  AND coalesce((SELECT s.last_wh FROM meter_state s WHERE s.meter = meter.id), 0) < :rolls_at
