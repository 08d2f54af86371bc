-- Wallets: what an account's money depends on.

-- name: for_review
SELECT a.id, a.credit_limit_fen, a.alarm1_fen, a.alarm2_fen, a.reconnect_fen,
  p.warning_grace_ms, p.fresh_reading_ms, p.time_zone, a.payment_mode, a.kind, a.closed_at,
  coalesce(b.amount_fen, 0), coalesce(s.level, 0), s.warned_at, s.running_fen,
  coalesce(s.subsidised, 0),
  EXISTS (SELECT 1 FROM alarm h WHERE h.kind = :alarm AND coalesce(h.meter, 0) = 0
    AND coalesce(h.account, 0) = a.id AND coalesce(h.line, 0) = 0 AND h.closed_at IS NULL)
FROM account a
JOIN project p ON p.id = a.project
LEFT JOIN balance b ON b.book = 1 AND b.account = a.id
LEFT JOIN account_state s ON s.account = a.id
WHERE a.id = :account

-- name: wallet
SELECT amount_fen FROM balance WHERE book = 1 AND account = :account

-- name: medium
SELECT medium FROM account WHERE id = :account

-- name: set_state
INSERT INTO account_state (account, level, running_fen, warned_at, subsidised)
VALUES (:account, :level, :running, :warned_at, :subsidised)
ON CONFLICT (account) DO UPDATE SET level = excluded.level, running_fen = excluded.running_fen,
  warned_at = excluded.warned_at, subsidised = excluded.subsidised

-- name: forget_warnings
UPDATE account_state SET level = 0, warned_at = NULL WHERE account = :account

-- name: insert_message
INSERT INTO message (account, at, kind, available_fen) VALUES (:account, :at, :kind, :available)

-- What is valid at :from, and what comes after it.
-- name: price_versions
SELECT v.id, v.valid_from, p.time_zone, a.opened_at
FROM account a
JOIN project p ON p.id = a.project
JOIN tariff_version v ON v.tariff = a.tariff AND v.valid_from >= coalesce((SELECT max(b.valid_from)
  FROM tariff_version b WHERE b.tariff = a.tariff AND b.valid_from <= :from
    AND NOT EXISTS (SELECT 1 FROM tariff_withdrawal w WHERE w.version = b.id)), :from)
WHERE a.id = :account
  AND NOT EXISTS (SELECT 1 FROM tariff_withdrawal w WHERE w.version = v.id)
ORDER BY v.valid_from

-- name: version_document
SELECT document FROM tariff_version WHERE id = :version

-- name: rates_at
SELECT rate1_wh, rate2_wh, rate3_wh, rate4_wh, rate5_wh FROM reading
WHERE taken_at = :at AND meter = :meter

-- A piece that begins where another of its line ends makes that one longer.
-- name: extend_accrual
INSERT INTO accrual (account, meter, bill, code, version, tier, period, register, price_e8, ratio,
  from_at, from_wh, from_computed, to_at, to_wh, to_computed, tier_from_wh, tier_to_wh, rolled_wh)
SELECT :account, m.id, :bill, :code, :version, :tier, :period, :register, :price, :ratio,
  coalesce(p.from_at, :from_at), coalesce(p.from_wh, :from_wh),
  coalesce(p.from_computed, :from_computed), :to_at, :to_wh, :to_computed,
  coalesce(p.tier_from_wh, :tier_from), :tier_to, coalesce(p.rolled_wh, 0) + :rolled
FROM meter m LEFT JOIN accrual p ON p.account = :account AND p.bill = :bill
  AND p.version = :version AND p.code = :code AND p.tier = :tier AND p.period = :period
  AND p.meter = m.id AND p.register = :register AND p.to_at = :from_at AND p.to_wh = :from_wh
  AND p.tier_to_wh IS :tier_from AND p.ratio = :ratio
WHERE m.id = :meter
ON CONFLICT (account, bill, version, code, tier, period, meter, register, from_at, from_wh)
DO UPDATE SET to_at = excluded.to_at, to_wh = excluded.to_wh, to_computed = excluded.to_computed,
  tier_to_wh = excluded.tier_to_wh, rolled_wh = excluded.rolled_wh

-- name: accruals
SELECT c.meter, c.bill, c.version, c.code, c.tier, c.period, c.register, c.price_e8, c.from_at,
  c.from_wh, c.from_computed, c.to_at, c.to_wh, c.to_computed, c.tier_from_wh, c.tier_to_wh,
  c.rolled_wh, c.ratio, coalesce(l.energy_wh, 0), coalesce(l.amount_fen, 0)
FROM accrual c
LEFT JOIN bill_line l ON l.account = c.account AND l.bill = c.bill AND l.version = c.version
  AND l.code = c.code AND l.tier = c.tier AND l.period = c.period
WHERE c.account = :account
ORDER BY c.bill, c.version, c.code, c.tier, c.period, c.meter, c.register, c.from_at, c.from_wh

-- name: delete_accruals
DELETE FROM accrual WHERE account = :account AND bill = :bill

-- What a journal charged, on the lines of its bills.
-- name: add_to_bill_lines
INSERT INTO bill_line (account, bill, version, code, tier, period, energy_wh, amount_fen)
SELECT account, bill, version, code, tier, period, energy_wh, amount_fen FROM charge
WHERE journal = :journal
ON CONFLICT (account, bill, version, code, tier, period) DO UPDATE SET
  energy_wh = energy_wh + excluded.energy_wh, amount_fen = amount_fen + excluded.amount_fen

-- name: counted
SELECT counted_wh FROM tier_counter WHERE account = :account AND cycle = :cycle

-- name: count
INSERT INTO tier_counter (account, cycle, counted_wh) VALUES (:account, :cycle, :energy)
ON CONFLICT (account, cycle) DO UPDATE SET counted_wh = counted_wh + excluded.counted_wh

-- name: forget_counter
DELETE FROM tier_counter WHERE account = :account AND cycle = :cycle

-- name: free_used
SELECT coalesce((SELECT sum(l.energy_wh) FROM bill_line l
    WHERE l.account = :account AND l.bill = :bill AND l.code = 'free_quota'), 0)
  + coalesce((SELECT sum((c.to_wh - c.from_wh + c.rolled_wh) * c.ratio) FROM accrual c
    WHERE c.account = :account AND c.bill = :bill AND c.code = 'free_quota'), 0)

-- name: next_open
SELECT id FROM account WHERE project = :project AND id > :after AND closed_at IS NULL
ORDER BY id LIMIT :at_most

-- name: changes_by_date
SELECT a.id FROM account a
WHERE a.id = :account AND (a.payment_mode <> 0
  OR EXISTS (SELECT 1 FROM subsidy g WHERE g.account = a.id))

-- name: holder
SELECT id, kind, medium FROM account WHERE id = :account

-- name: meters_of
SELECT am.meter, am.opening_at, am.opening_wh, am.until, s.last_at, m.rolls_at_wh
FROM account_meter am
JOIN meter m ON m.id = am.meter
LEFT JOIN meter_state s ON s.meter = am.meter
WHERE am.account = :account AND am.opening_at IS NOT NULL
ORDER BY am.meter

-- What tiers count, posted and not.
-- name: energy_of_bills
SELECT energy_wh FROM bill_line
WHERE account = :account AND bill >= :first AND bill < :before AND code = 'energy'
UNION ALL
SELECT (to_wh - from_wh + rolled_wh) * ratio FROM accrual
WHERE account = :account AND bill >= :first AND bill < :before AND code = 'energy'
