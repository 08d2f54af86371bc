-- Bills of one account as they are shown: closed ones as they were closed.

-- name: account
SELECT t.name, r.name, b.name, p.name, p.time_zone, a.opened_at, a.closed_at, a.payment_mode,
  a.medium
FROM account a
JOIN tenant t ON t.id = a.tenant
JOIN room r ON r.id = a.room
JOIN area f ON f.id = r.area
LEFT JOIN area b ON b.id = f.parent
JOIN project p ON p.id = a.project
WHERE a.id = :account

-- name: closings
SELECT bill, closed_at, energy_wh, energy_fen, items_fen
FROM bill_closing WHERE account = :account

-- name: energy
SELECT bill, sum(CASE WHEN code IN ('energy', 'free_quota') THEN energy_wh ELSE 0 END),
  sum(amount_fen)
FROM bill_line WHERE account = :account
GROUP BY bill

-- name: items
SELECT bill, sum(amount_fen) FROM bill_item WHERE account = :account GROUP BY bill

-- name: adjusted
SELECT bill, sum(amount_fen) FROM adjustment WHERE account = :account GROUP BY bill

-- Where the bill begins bounds its charges, so that the index on their ends finds them. They may end
-- later: a correction says how far the account was settled again.
-- name: charges
SELECT c.id, c.journal, c.account, c.meter, m.address, c.bill, c.code, c.tier, c.period, c.register,
  t.name, v.valid_from, c.price_e8, c.ratio, c.from_at, c.from_wh, c.from_computed, c.to_at,
  c.to_wh, c.to_computed, c.rolled_wh, c.tier_before_wh, c.tier_after_wh, c.energy_wh,
  c.line_before_wh, c.line_after_wh, c.amount_fen, j.at, j.key
FROM charge c
JOIN journal j ON j.id = c.journal
JOIN meter m ON m.id = c.meter
JOIN tariff_version v ON v.id = c.version
JOIN tariff t ON t.id = v.tariff
WHERE c.account = :account AND c.to_at >= :from AND c.bill = :bill
ORDER BY c.id

-- name: corrections
SELECT id FROM charge
WHERE account = :account AND to_at >= :from AND bill = :bill AND correction IS NOT NULL

-- name: model
SELECT model FROM meter WHERE id = :meter

-- name: source
SELECT source FROM reading WHERE meter = :meter AND taken_at = :at

-- Each time an item was posted, oldest first.
-- name: item_postings
SELECT i.journal, i.code, i.version, t.name, v.valid_from, i.quantity, i.price, i.exact_yuan,
  i.as_of, i.before_fen, i.after_fen
FROM item_charge i
LEFT JOIN tariff_version v ON v.id = i.version
LEFT JOIN tariff t ON t.id = v.tariff
WHERE i.account = :account AND i.bill = :bill
ORDER BY i.id

-- name: adjustments
SELECT a.id, a.journal, a.at, a.amount_fen,
  -coalesce((SELECT sum(e.amount_fen) FROM entry e WHERE e.journal = a.journal AND e.book = 6), 0)
FROM adjustment a
WHERE a.account = :account AND a.bill = :bill
ORDER BY a.id
