-- Wallets: what an account's money depends on.

-- name: for_review
SELECT a.id, a.credit_limit_fen, a.alarm1_fen, a.alarm2_fen, a.reconnect_fen,
  p.warning_grace_ms, p.fresh_reading_ms, coalesce(b.amount_fen, 0), coalesce(s.level, 0),
  s.warned_at, s.running_fen,
  EXISTS (SELECT 1 FROM alarm h WHERE h.kind = :alarm AND coalesce(h.meter, 0) = 0
    AND coalesce(h.account, 0) = a.id AND coalesce(h.line, 0) = 0 AND h.closed_at IS NULL)
FROM account a
JOIN project p ON p.id = a.project
LEFT JOIN balance b ON b.book = 1 AND b.account = a.id
LEFT JOIN account_state s ON s.account = a.id
WHERE a.id = :account

-- name: set_state
INSERT INTO account_state (account, level, running_fen, warned_at)
VALUES (:account, :level, :running, :warned_at)
ON CONFLICT (account) DO UPDATE SET level = excluded.level, running_fen = excluded.running_fen,
  warned_at = excluded.warned_at

-- name: insert_message
INSERT INTO message (account, at, kind, available_fen) VALUES (:account, :at, :kind, :available)

-- What is valid at :from, and what comes after it.
-- name: price_versions
SELECT v.id, v.valid_from, v.price_e8, p.time_zone
FROM account a
JOIN project p ON p.id = a.project
JOIN tariff_version v ON v.tariff = a.tariff AND v.valid_from >= coalesce((SELECT max(b.valid_from)
  FROM tariff_version b WHERE b.tariff = a.tariff AND b.valid_from <= :from), :from)
WHERE a.id = :account
ORDER BY v.valid_from

-- name: extend_accrual
INSERT INTO accrual (account, meter, bill, version, from_at, from_wh, from_computed, to_at, to_wh,
  to_computed)
VALUES (:account, :meter, :bill, :version,
  coalesce((SELECT p.from_at FROM accrual p WHERE p.account = :account AND p.meter = :meter
    AND p.bill = :bill AND p.version = :version AND p.to_at = :from_at), :from_at),
  :from_wh, :from_computed, :to_at, :to_wh, :to_computed)
ON CONFLICT (account, meter, bill, version, from_at) DO UPDATE SET to_at = excluded.to_at,
  to_wh = excluded.to_wh, to_computed = excluded.to_computed

-- name: accruals
SELECT c.meter, c.bill, c.version, c.from_at, c.from_wh, c.from_computed, c.to_at, c.to_wh,
  c.to_computed, m.ratio, v.price_e8, coalesce(l.energy_wh, 0), coalesce(l.amount_fen, 0)
FROM accrual c
JOIN meter m ON m.id = c.meter
JOIN tariff_version v ON v.id = c.version
LEFT JOIN bill_line l ON l.account = c.account AND l.bill = c.bill AND l.version = c.version
WHERE c.account = :account
ORDER BY c.bill, c.version, c.meter, c.from_at

-- name: delete_accruals
DELETE FROM accrual WHERE account = :account

-- name: set_bill_line
INSERT INTO bill_line (account, bill, version, energy_wh, amount_fen)
VALUES (:account, :bill, :version, :energy, :amount)
ON CONFLICT (account, bill, version) DO UPDATE SET energy_wh = excluded.energy_wh,
  amount_fen = excluded.amount_fen

-- name: next_open
SELECT id FROM account WHERE project = :project AND id > :after AND closed_at IS NULL
ORDER BY id LIMIT :at_most

-- name: open
SELECT id FROM account WHERE id = :account AND closed_at IS NULL
