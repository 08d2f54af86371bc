-- Bills: their items, their closing, and what came later.

-- name: account
SELECT a.opened_at, a.closed_at, a.kind, p.time_zone, (SELECT max(c.to_at) FROM bill_closing c
  WHERE c.account = a.id)
FROM account a JOIN project p ON p.id = a.project
WHERE a.id = :account

-- Bills that were closed before it was told that the account had ended.
-- name: closed_beyond
SELECT bill FROM bill_closing WHERE account = :account AND to_at > :at ORDER BY bill

-- name: items_beyond
SELECT DISTINCT i.bill FROM bill_item i
WHERE i.account = :account AND i.bill > :bill AND NOT EXISTS (SELECT 1 FROM bill_closing c
  WHERE c.account = i.account AND c.bill = i.bill)
ORDER BY i.bill

-- name: end_of_account
SELECT a.closed_at, p.time_zone FROM account a JOIN project p ON p.id = a.project
WHERE a.id = :account AND a.closed_at IS NOT NULL

-- name: is_closed
SELECT account FROM bill_closing WHERE account = :account AND bill = :bill

-- name: posted_energy
SELECT version, code, tier, period, energy_wh FROM bill_line
WHERE account = :account AND bill = :bill
ORDER BY version, code, tier, period

-- name: posted_items
SELECT code, version, amount_fen FROM bill_item WHERE account = :account AND bill = :bill

-- name: item_journals
SELECT count(DISTINCT journal) FROM item_charge WHERE account = :account AND bill = :bill

-- name: insert_item_charge
INSERT INTO item_charge (journal, account, bill, code, version, as_of, quantity, price, exact_yuan,
  before_fen, after_fen)
VALUES (:journal, :account, :bill, :code, :version, :as_of, :quantity, :price, :exact, :before,
  :after)

-- name: set_item
INSERT INTO bill_item (account, bill, code, version, amount_fen)
VALUES (:account, :bill, :code, :version, :amount)
ON CONFLICT (account, bill, code, version) DO UPDATE SET amount_fen = excluded.amount_fen

-- name: close
INSERT INTO bill_closing (account, bill, from_at, to_at, closed_at, energy_wh, energy_fen, items_fen)
SELECT :account, :bill, :from, :to, :at,
  coalesce((SELECT sum(l.energy_wh) FROM bill_line l WHERE l.account = :account AND l.bill = :bill
    AND l.code IN ('energy', 'free_quota')), 0),
  coalesce((SELECT sum(l.amount_fen) FROM bill_line l
    WHERE l.account = :account AND l.bill = :bill), 0),
  coalesce((SELECT sum(i.amount_fen) FROM bill_item i
    WHERE i.account = :account AND i.bill = :bill), 0)
WHERE true
ON CONFLICT (account, bill) DO NOTHING

-- name: insert_adjustment
INSERT INTO adjustment (journal, account, bill, amount_fen, at)
VALUES (:journal, :account, :bill, :amount, :at)
RETURNING id

-- Closing of days.

-- name: closed_until
SELECT max(until) FROM day_closing

-- name: close_day
INSERT INTO day_closing (until, closed_at, journals)
SELECT :until, :at, (SELECT count(*) FROM journal WHERE at >= :since AND at < :until)
WHERE true
ON CONFLICT (until) DO NOTHING

-- name: close_day_sums
INSERT INTO day_closing_sum (until, book, moved_fen, amount_fen)
SELECT :until, x.book, sum(x.moved), sum(x.moved + x.before)
FROM (SELECT e.book AS book, e.amount_fen AS moved, 0 AS before
    FROM journal j JOIN entry e ON e.journal = j.id WHERE j.at >= :since AND j.at < :until
  UNION ALL SELECT s.book, 0, s.amount_fen FROM day_closing_sum s WHERE s.until = :since) x
GROUP BY x.book

-- name: accounts_of_tariff
SELECT a.id, t.name, r.name, a.opened_at, p.time_zone
FROM account a
JOIN tenant t ON t.id = a.tenant
JOIN room r ON r.id = a.room
JOIN project p ON p.id = a.project
WHERE a.tariff = :tariff AND a.project = :project AND a.id > :after AND a.closed_at IS NULL
  AND a.kind = 0
ORDER BY a.id LIMIT :at_most
