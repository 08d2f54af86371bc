-- Readings that people enter and take back, and accounts that are settled again.

-- name: insert
INSERT INTO correction (account, meter, since, note, actor, at)
VALUES (:account, :meter, :since, :note, :actor, :at)
RETURNING id

-- name: count
SELECT count(*) FROM correction WHERE account = :account

-- name: posted
SELECT bill, version, code, tier, period, energy_wh, amount_fen FROM bill_line
WHERE account = :account AND bill >= :first

-- name: forget_accruals
DELETE FROM accrual WHERE account = :account AND bill >= :first

-- Those of the cycle in which a bill begins, and of all later ones.
-- name: forget_counters
DELETE FROM tier_counter WHERE account = :account AND cycle >= coalesce((SELECT max(x.cycle)
  FROM tier_counter x WHERE x.account = :account AND x.cycle <= :since), :since)

-- name: opened_at
SELECT opened_at FROM account WHERE id = :account

-- name: built_in_at
SELECT o.retired_at FROM meter m JOIN meter o ON o.id = m.replaces WHERE m.id = :meter

-- name: later_meter
SELECT am.meter FROM account_meter am JOIN meter_state s ON s.meter = am.meter
WHERE am.account = :account AND am.until IS NULL AND am.meter <> :meter AND s.last_at > :at
LIMIT 1

-- name: set_counter
INSERT INTO tier_counter (account, cycle, counted_wh) VALUES (:account, :cycle, :energy)
ON CONFLICT (account, cycle) DO UPDATE SET counted_wh = excluded.counted_wh

-- How far an account's part in a meter goes.
-- name: last
SELECT s.last_at, (SELECT am.until FROM account_meter am
  WHERE am.meter = :meter AND am.account = :account)
FROM meter_state s WHERE s.meter = :meter AND s.last_at IS NOT NULL

-- name: source_at
SELECT source FROM reading WHERE taken_at = :at AND meter = :meter

-- name: insert_void
INSERT INTO reading_void (meter, taken_at, note, actor, at)
VALUES (:meter, :taken_at, :note, :actor, :at)

-- name: set_last
UPDATE meter_state SET last_at = :at, last_wh = :total WHERE meter = :meter

-- name: insert_typed
INSERT INTO reading (taken_at, meter, verdict, total_wh, rate1_wh, rate2_wh, rate3_wh, rate4_wh,
  rate5_wh, raw, source)
VALUES (:at, :meter, 0, :total, :rate1, :rate2, :rate3, :rate4, :rate5, '', :source)
