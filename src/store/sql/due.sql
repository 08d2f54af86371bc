-- When bills are due, and what is not due yet.

-- name: terms
SELECT a.payment_mode, coalesce(a.due_days, p.due_days), p.time_zone
FROM account a JOIN project p ON p.id = a.project
WHERE a.id = :account

-- A bill asks for what stands on it when it is closed.
-- name: insert_of_bill
INSERT INTO bill_due (account, bill, adjustment, due_at, amount_fen, fees_fen)
SELECT c.account, c.bill, 0, :due, c.energy_fen + c.items_fen - :fees, :fees
FROM bill_closing c
WHERE c.account = :account AND c.bill = :bill
ON CONFLICT (account, bill, adjustment) DO NOTHING

-- name: fees_of_bill
SELECT coalesce(sum(amount_fen), 0) FROM bill_item
WHERE account = :account AND bill = :bill AND (code LIKE 'fixed:%' OR code = 'vat:fees')

-- name: insert_of_adjustment
INSERT INTO bill_due (account, bill, adjustment, due_at, amount_fen, fees_fen)
SELECT d.account, d.bill, d.id, :due, d.amount_fen - :fees, :fees
FROM adjustment d
WHERE d.id = :adjustment

-- name: fees_of_journal
SELECT -coalesce(sum(amount_fen), 0) FROM entry WHERE journal = :journal AND book = 6

-- What was charged and is not due yet: on bills that were closed, less what was given back of the
-- same bill, and on the open ones.
-- name: not_due
SELECT coalesce((SELECT sum(max(0, b.open_fen)) FROM (SELECT sum(d.amount_fen) AS open_fen
    FROM bill_due d
    WHERE d.account = :account AND (d.due_at > :at OR d.amount_fen < 0)
      AND d.bill IN (SELECT n.bill FROM bill_due n WHERE n.account = :account AND n.due_at > :at)
    GROUP BY d.bill) b), 0)
  + max(0, coalesce((SELECT sum(l.amount_fen) FROM bill_line l
      WHERE l.account = :account AND l.bill > coalesce((SELECT max(c.bill) FROM bill_closing c
        WHERE c.account = :account), '')), 0)
    + coalesce((SELECT sum(i.amount_fen) FROM bill_item i
      WHERE i.account = :account AND i.bill > coalesce((SELECT max(c.bill) FROM bill_closing c
        WHERE c.account = :account), '')
        AND i.code NOT LIKE 'fixed:%' AND i.code <> 'vat:fees'), 0))

-- name: mode
SELECT payment_mode, due_days FROM account
WHERE id = :account AND project = :project AND closed_at IS NULL AND kind = 0

-- name: insert_mode
INSERT INTO payment_mode_change (account, mode, due_days, note, actor, at)
VALUES (:account, :mode, :due_days, :note, :actor, :at)

-- name: set_mode
UPDATE account SET payment_mode = :mode, due_days = :due_days WHERE id = :account

-- name: of_account
SELECT bill, adjustment, due_at, amount_fen, fees_fen FROM bill_due
WHERE account = :account
ORDER BY due_at, bill, adjustment

-- name: balance
SELECT amount_fen FROM balance WHERE book = :book AND account = :account

-- name: fees_not_billed
SELECT max(0, coalesce(sum(i.amount_fen), 0)) FROM bill_item i
WHERE i.account = :account AND i.bill > coalesce((SELECT max(c.bill) FROM bill_closing c
    WHERE c.account = :account), '')
  AND (i.code LIKE 'fixed:%' OR i.code = 'vat:fees')
