-- What landlords give accounts each month.

-- The grants of a month, in the order in which they are used.
-- name: grants_of
SELECT g.id, g.unit, g.quantity * coalesce(g.persons, 1)
FROM subsidy g
WHERE g.account = :account AND g.first_month <= :month
  AND (g.last_month IS NULL OR g.last_month >= :month)
  AND NOT EXISTS (SELECT 1 FROM subsidy_end e
    WHERE e.subsidy = g.id AND e.from_month <= :month)
ORDER BY g.first_month, g.id

-- What was posted on the lines of a bill, versions in order of time.
-- name: lines
SELECT l.version, v.valid_from, l.code, l.tier, l.period, l.energy_wh, l.amount_fen
FROM bill_line l JOIN tariff_version v ON v.id = l.version
WHERE l.account = :account AND l.bill = :bill
ORDER BY v.valid_from, l.version, l.code, l.tier, l.period

-- name: valid_from
SELECT valid_from FROM tariff_version WHERE id = :version

-- name: account
SELECT a.project, a.opened_at, a.closed_at, p.time_zone,
  (SELECT max(c.bill) FROM bill_closing c WHERE c.account = a.id),
  (SELECT max(l.bill) FROM bill_line l WHERE l.account = a.id),
  (SELECT max(i.bill) FROM bill_item i WHERE i.account = a.id),
  (SELECT max(r.bill) FROM accrual r WHERE r.account = a.id), a.medium
FROM account a JOIN project p ON p.id = a.project
WHERE a.id = :account AND a.kind = 0

-- name: by_key
SELECT id, account, unit, quantity, persons, first_month, last_month FROM subsidy WHERE key = :key

-- name: insert
INSERT INTO subsidy (account, key, unit, quantity, persons, first_month, last_month, note, actor,
  at)
VALUES (:account, :key, :unit, :quantity, :persons, :first, :last, :note, :actor, :at)
RETURNING id

-- name: ending
SELECT g.account, g.first_month, g.last_month,
  (SELECT min(e.from_month) FROM subsidy_end e WHERE e.subsidy = g.id)
FROM subsidy g JOIN account a ON a.id = g.account
WHERE g.id = :subsidy AND a.project = :project

-- name: insert_end
INSERT INTO subsidy_end (subsidy, from_month, note, actor, at)
VALUES (:subsidy, :from, :note, :actor, :at)

-- All grants of an account, the newest first.
-- name: list
SELECT g.id, g.unit, g.quantity, g.persons, g.first_month, g.last_month, g.note, g.actor, g.at,
  e.from_month, e.note, e.actor, e.at
FROM subsidy g
LEFT JOIN subsidy_end e ON e.id = (SELECT x.id FROM subsidy_end x WHERE x.subsidy = g.id
  ORDER BY x.from_month, x.id LIMIT 1)
WHERE g.account = :account
ORDER BY g.first_month DESC, g.id DESC
