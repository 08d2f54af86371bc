-- What the ledger audit reads: facts in full, pictures beside what they should be.

-- name: journals
SELECT id, key, kind, coalesce(account, 0), at, actor, cause, reverses, previous_hash, hash
FROM journal ORDER BY id

-- name: last_journal
SELECT coalesce(max(id), 0) FROM journal

-- name: last_charge
SELECT coalesce(max(id), 0) FROM charge

-- name: last_meter
SELECT coalesce(max(id), 0) FROM meter

-- name: charges_of
SELECT meter, bill, version, code, tier, period, register, price_e8, ratio, from_at, from_wh,
  from_computed, to_at, to_wh, to_computed, tier_before_wh, tier_after_wh, rolled_wh, energy_wh,
  line_before_wh, line_after_wh, amount_fen
FROM charge WHERE journal = :journal ORDER BY id

-- name: items_of
SELECT bill, code, version, as_of, quantity, price, exact_yuan, before_fen, after_fen
FROM item_charge WHERE journal = :journal ORDER BY id

-- name: items
SELECT id, account, bill, code, version, before_fen, after_fen
FROM item_charge ORDER BY account, bill, code, version, id

-- name: item_total
SELECT amount_fen FROM bill_item
WHERE account = :account AND bill = :bill AND code = :code AND version = :version

-- name: item_totals_without_charges
SELECT i.account, i.bill, i.code FROM bill_item i
WHERE NOT EXISTS (SELECT 1 FROM item_charge c WHERE c.account = i.account AND c.bill = i.bill
  AND c.code = i.code AND c.version = i.version)

-- name: closings
SELECT c.account, c.bill, c.from_at, c.to_at, c.energy_fen, c.items_fen, p.time_zone, a.closed_at
FROM bill_closing c JOIN account a ON a.id = c.account JOIN project p ON p.id = a.project
ORDER BY c.account, c.bill

-- name: bill_energy_amounts
SELECT amount_fen FROM bill_line WHERE account = :account AND bill = :bill

-- name: bill_item_amounts
SELECT code, version, amount_fen FROM bill_item WHERE account = :account AND bill = :bill

-- name: adjustments_of
SELECT amount_fen FROM adjustment WHERE account = :account AND bill = :bill

-- name: adjustments
SELECT d.id, d.journal, d.amount_fen, j.kind
FROM adjustment d JOIN journal j ON j.id = d.journal
ORDER BY d.id

-- name: journals_without_adjustment
SELECT j.id FROM journal j
WHERE j.kind = 5 AND NOT EXISTS (SELECT 1 FROM adjustment d WHERE d.journal = j.id)

-- name: day_sums
SELECT until, book, amount_fen FROM day_closing_sum ORDER BY until

-- name: entries_until
SELECT e.book, e.account, e.amount_fen FROM journal j JOIN entry e ON e.journal = j.id
WHERE j.at < :until

-- name: project_entries_until
SELECT coalesce(p.project, 0), p.at, e.book, e.amount_fen
FROM journal_project p JOIN entry e ON e.journal = p.journal
WHERE p.at < :until

-- name: closed_days
SELECT until FROM day_closing ORDER BY until

-- name: project_books
SELECT project, book, until, debit_fen, credit_fen, amount_fen FROM day_closing_book
ORDER BY project, book, until

-- name: last_closed
SELECT max(until) FROM day_closing

-- name: entries
SELECT book, account, amount_fen FROM entry

-- name: balances
SELECT book, account, amount_fen FROM balance

-- name: lines
SELECT c.id, c.account, c.meter, c.bill, c.version, c.code, c.tier, c.period, c.price_e8,
  v.valid_from, c.ratio, c.from_at, c.from_wh, c.to_wh, c.rolled_wh,
  m.rolls_at_wh, c.energy_wh, c.line_before_wh, c.line_after_wh, c.amount_fen, p.time_zone, c.correction IS NOT NULL,
  a.medium
FROM charge c
JOIN tariff_version v ON v.id = c.version
JOIN meter m ON m.id = c.meter
JOIN account a ON a.id = c.account
JOIN project p ON p.id = a.project
ORDER BY c.account, c.bill, c.version, c.code, c.tier, c.period, c.id

-- name: line_total
SELECT energy_wh, amount_fen FROM bill_line
WHERE account = :account AND bill = :bill AND version = :version AND code = :code AND tier = :tier
  AND period = :period

-- name: line_totals_without_charges
SELECT l.account, l.bill, l.version FROM bill_line l
WHERE NOT EXISTS (SELECT 1 FROM charge c
  WHERE c.account = l.account AND c.bill = l.bill AND c.version = l.version AND c.code = l.code
    AND c.tier = l.tier AND c.period = l.period)

-- name: points
SELECT account, meter, register, from_at, from_wh FROM charge WHERE from_computed = 0
UNION SELECT account, meter, register, to_at, to_wh FROM charge WHERE to_computed = 0
UNION SELECT account, meter, register, from_at, from_wh FROM accrual WHERE from_computed = 0
UNION SELECT account, meter, register, to_at, to_wh FROM accrual WHERE to_computed = 0

-- name: void_at
SELECT r.total_wh FROM reading_void v JOIN reading r ON r.taken_at = v.taken_at AND r.meter = v.meter
WHERE v.meter = :meter AND v.taken_at = :at

-- name: energy_of
SELECT bill, version, code, tier, period, energy_wh FROM bill_line WHERE account = :account
UNION ALL
SELECT c.bill, c.version, c.code, c.tier, c.period, (c.to_wh - c.from_wh + c.rolled_wh) * c.ratio
FROM accrual c WHERE c.account = :account

-- name: decisions_unlike_readings
SELECT d.meter FROM reading_decision d
LEFT JOIN reading r ON r.taken_at = d.taken_at AND r.meter = d.meter
LEFT JOIN reading b ON b.taken_at = d.baseline_at AND b.meter = d.meter
WHERE r.verdict IS NULL OR r.verdict = 0
  OR (d.baseline_at IS NULL) <> (d.baseline_wh IS NULL)
  OR (d.baseline_at IS NOT NULL AND (b.total_wh IS NULL OR b.total_wh <> d.baseline_wh
    OR d.baseline_at >= d.taken_at))
  OR (d.kind <> 2 AND EXISTS (SELECT 1 FROM baseline x
    JOIN reading y ON y.meter = x.meter AND y.taken_at = x.taken_at AND y.source = 0
    WHERE x.meter = d.meter
    AND x.taken_at < d.taken_at AND x.taken_at > coalesce(d.baseline_at, x.taken_at - 1)))
  OR (d.kind = 0 AND d.baseline_wh > r.total_wh AND NOT EXISTS (SELECT 1 FROM meter m
    WHERE m.id = d.meter AND m.rolls_at_wh > d.baseline_wh))

-- name: accounts
SELECT a.id, coalesce(s.running_fen, 0)
FROM account a LEFT JOIN account_state s ON s.account = a.id
ORDER BY a.id

-- name: top_ups_unlike_journal
SELECT t.id, t.amount_fen, e.amount_fen
FROM top_up t
JOIN journal j ON j.id = t.journal
LEFT JOIN entry e ON e.journal = t.journal AND e.account = t.account
  AND e.book = CASE t.purpose WHEN 1 THEN 6 ELSE 1 END
LEFT JOIN entry h ON h.journal = t.journal AND h.account = 0
  AND h.book = CASE j.kind WHEN 9 THEN 12 ELSE CASE t.channel WHEN 1 THEN 2 WHEN 2 THEN 13 ELSE 14 END END
WHERE e.amount_fen IS NOT t.amount_fen OR h.amount_fen IS NOT -t.amount_fen

-- name: journals_without_top_up
SELECT j.id FROM journal j
WHERE j.kind IN (1, 9) AND NOT EXISTS (SELECT 1 FROM top_up t WHERE t.journal = j.id)

-- name: reversals
SELECT id, reverses FROM journal WHERE reverses IS NOT NULL

-- name: wishes_unlike_decision
SELECT w.meter FROM supply_wish w JOIN supply_decision d ON d.id = w.decision
WHERE d.meter <> w.meter OR d.reason <> w.reason OR d.verdict <> w.wanted

-- name: last_readings_unlike_state
SELECT s.meter FROM meter_state s
LEFT JOIN baseline r ON r.meter = s.meter AND r.taken_at = s.last_at
WHERE s.last_at IS NOT NULL AND (r.total_wh IS NULL OR r.total_wh <> s.last_wh)

-- Electricity and water never meet: an account holds meters, and has a tariff, of its own medium; a
-- meter is replaced by one of the same.
-- name: mixed_meters
SELECT m.id FROM account_meter am JOIN account a ON a.id = am.account JOIN meter m ON m.id = am.meter
WHERE a.medium <> m.medium
UNION SELECT m.id FROM meter m JOIN meter o ON o.id = m.replaces WHERE o.medium <> m.medium

-- name: mixed_accounts
SELECT a.id FROM account a JOIN tariff t ON t.id = a.tariff WHERE a.medium <> t.medium
UNION SELECT i.account FROM bill_item i JOIN account a ON a.id = i.account
WHERE i.code LIKE 'share:%' AND a.medium <> 0

-- What was sold stands in the book of its medium: 3 of electricity, 10 of water.
-- name: mixed_journals
SELECT e.journal FROM entry e JOIN journal j ON j.id = e.journal JOIN account a ON a.id = j.account
WHERE (e.book = 3 AND a.medium <> 0) OR (e.book = 10 AND a.medium <> 1)

-- name: ratios
SELECT id, ratio FROM meter

-- A meter was its account's until its closing reading, and the next one was there and was read from
-- then on.
-- name: replacements_unlike_readings
SELECT m.id FROM meter m
WHERE m.retired_at IS NOT NULL AND (
  NOT EXISTS (SELECT 1 FROM meter_state s WHERE s.meter = m.id AND s.last_at = m.retired_at)
  OR EXISTS (SELECT 1 FROM account_meter a WHERE a.meter = m.id AND a.until IS NULL)
  OR EXISTS (SELECT 1 FROM meter n JOIN account_meter b ON b.meter = n.id
    WHERE n.replaces = m.id AND b.opening_at < m.retired_at)
  OR EXISTS (SELECT 1 FROM meter n JOIN baseline b ON b.meter = n.id
    WHERE n.replaces = m.id AND b.taken_at < m.retired_at)
  OR EXISTS (SELECT 1 FROM meter n JOIN reading_pack p ON p.meter = n.id
    WHERE n.replaces = m.id AND p.first_at < m.retired_at))

-- name: last_verification
SELECT v.journals, v.head_hash, j.hash
FROM verification v LEFT JOIN journal j ON j.id = v.journals
ORDER BY v.id DESC LIMIT 1

-- name: packs
SELECT p.meter, p.first_at, p.last_at, p.count, p.readings, m.rolls_at_wh
FROM reading_pack p LEFT JOIN meter m ON m.id = p.meter
ORDER BY p.meter, p.first_at

-- name: packs_around_decisions
SELECT d.meter, d.baseline_at, d.taken_at, p.readings
FROM reading_decision d
JOIN reading_pack p ON p.meter = d.meter AND p.first_at < d.taken_at
  AND p.last_at > coalesce(d.baseline_at, p.first_at - 1)
WHERE d.kind <> 2

-- name: energy_days
SELECT d.meter, d.day, d.until, d.last_at, d.last_wh, d.used_wh, d.hours, d.packed, p.time_zone,
  m.rolls_at_wh
FROM energy_day d
LEFT JOIN meter m ON m.id = d.meter
LEFT JOIN project p ON p.id = m.project
ORDER BY d.meter, d.day

-- name: packs_of_day
SELECT first_at, last_at, count, readings FROM reading_pack
WHERE meter = :meter AND first_at >= :from AND first_at < :to ORDER BY first_at

-- name: packs_without_day
SELECT p.meter, p.first_at FROM reading_pack p
WHERE NOT EXISTS (SELECT 1 FROM energy_day d
  WHERE d.meter = p.meter AND d.day <= p.first_at AND d.until > p.last_at)
ORDER BY p.meter, p.first_at

-- name: share_runs
SELECT id, sharing, rule, bill, main_wh, sub_wh, common_wh, grid_wh, grid_fen, loss_fen, common_fen,
  charged_fen
FROM share_run ORDER BY sharing, bill, id

-- name: share_parts
SELECT account, loss_fen, common_fen, loss_charged_fen, common_charged_fen
FROM share_run_party WHERE run = :run ORDER BY room, account

-- name: share_meters
SELECT m.meter, m.role, m.from_at, m.from_wh, m.from_computed, m.to_at, m.to_wh, m.to_computed,
  m.energy_wh, coalesce(g.energy_wh, 0), coalesce(g.amount_fen, 0)
FROM share_run_meter m LEFT JOIN grid_bill g ON g.id = m.grid_bill
WHERE m.run = :run ORDER BY m.meter

-- name: reading_at
SELECT total_wh FROM reading WHERE taken_at = :at AND meter = :meter

-- name: share_items
SELECT account, bill, code, amount_fen FROM bill_item WHERE code LIKE 'share:%'

-- name: newest_item
SELECT quantity, exact_yuan FROM item_charge
WHERE account = :account AND bill = :bill AND code = :code
ORDER BY id DESC LIMIT 1

-- name: subsidised_bills
SELECT l.account, l.bill FROM bill_line l
WHERE l.account IN (SELECT g.account FROM subsidy g)
UNION SELECT i.account, i.bill FROM bill_item i WHERE i.code LIKE 'subsidy:%'

-- name: dues_of_bills
SELECT c.account, c.bill, 0, 0, c.closed_at, c.energy_fen, c.items_fen, d.due_at, d.amount_fen,
  d.fees_fen, p.time_zone
FROM bill_closing c
JOIN account o ON o.id = c.account AND o.kind = 0
JOIN project p ON p.id = o.project
LEFT JOIN bill_due d ON d.account = c.account AND d.bill = c.bill AND d.adjustment = 0
UNION ALL
SELECT a.account, a.bill, a.id, a.journal, a.at, a.amount_fen, 0, d.due_at, d.amount_fen,
  d.fees_fen, p.time_zone
FROM adjustment a
JOIN account o ON o.id = a.account AND o.kind = 0
JOIN project p ON p.id = o.project
LEFT JOIN bill_due d ON d.account = a.account AND d.bill = a.bill AND d.adjustment = a.id

-- name: modes_of
SELECT mode, due_days, at FROM payment_mode_change WHERE account = :account ORDER BY id

-- The flag itself is of the month of the last review.
-- name: subsidised_by_nothing
SELECT s.account FROM account_state s
WHERE s.subsidised <> 0 AND NOT EXISTS (SELECT 1 FROM subsidy g WHERE g.account = s.account)

-- name: closed_items
SELECT i.code, i.before_fen, i.after_fen
FROM item_charge i JOIN journal j ON j.id = i.journal
WHERE i.account = :account AND i.bill = :bill AND j.kind <> 5

-- name: dues_of_nothing
SELECT d.account, d.bill FROM bill_due d JOIN account o ON o.id = d.account
WHERE o.kind <> 0 OR NOT EXISTS (SELECT 1 FROM bill_closing c WHERE c.account = d.account AND c.bill = d.bill)
  OR (d.adjustment <> 0 AND NOT EXISTS (SELECT 1 FROM adjustment a WHERE a.id = d.adjustment
    AND a.account = d.account AND a.bill = d.bill))

-- name: modes_unlike_changes
SELECT a.id FROM account a
LEFT JOIN payment_mode_change m ON m.id = (SELECT max(x.id) FROM payment_mode_change x
  WHERE x.account = a.id)
WHERE a.payment_mode <> coalesce(m.mode, 0) OR a.due_days IS NOT m.due_days

-- name: pay_outs_unlike_journal
SELECT j.id, j.key FROM pay_out p
JOIN journal j ON j.id = p.journal
LEFT JOIN entry e ON e.journal = p.journal AND e.account = p.account
  AND e.book = CASE p.purpose WHEN 1 THEN 6 ELSE 1 END
LEFT JOIN entry h ON h.journal = p.journal AND h.account = 0
  AND h.book = CASE p.channel WHEN 1 THEN 2 WHEN 2 THEN 13 ELSE 14 END
WHERE j.kind <> 7 OR j.account IS NOT p.account OR e.amount_fen IS NOT -p.amount_fen
  OR h.amount_fen IS NOT p.amount_fen

-- name: unassigned_unlike_journal
SELECT j.id, j.key FROM unassigned u
JOIN journal j ON j.id = u.journal
LEFT JOIN entry e ON e.journal = u.journal AND e.book = 12
LEFT JOIN entry h ON h.journal = u.journal
  AND h.book = CASE u.channel WHEN 1 THEN 2 WHEN 2 THEN 13 ELSE 14 END
WHERE j.kind <> 8 OR e.amount_fen IS NOT u.amount_fen OR h.amount_fen IS NOT -u.amount_fen

-- An end gives away all of it, and of several only the last was not taken back.
-- name: ends_unlike_journal
SELECT j.id, j.key FROM unassigned_end n
JOIN unassigned u ON u.id = n.unassigned
JOIN journal j ON j.id = n.journal
LEFT JOIN entry e ON e.journal = n.journal AND e.book = 12
LEFT JOIN entry h ON h.journal = n.journal
  AND h.book = CASE u.channel WHEN 1 THEN 2 WHEN 2 THEN 13 ELSE 14 END
LEFT JOIN top_up t ON t.id = n.top_up
WHERE j.kind <> CASE WHEN n.top_up IS NULL THEN 10 ELSE 9 END
  OR e.amount_fen IS NOT -u.amount_fen
  OR (n.top_up IS NULL AND h.amount_fen IS NOT u.amount_fen)
  OR t.journal <> n.journal
  OR EXISTS (SELECT 1 FROM unassigned_end later WHERE later.unassigned = n.unassigned
    AND later.id > n.id
    AND NOT EXISTS (SELECT 1 FROM journal r WHERE r.reverses = n.journal AND r.id < later.journal))

-- name: journals_without_desk_row
SELECT j.id, j.key FROM journal j
WHERE (j.kind = 7 AND NOT EXISTS (SELECT 1 FROM pay_out p WHERE p.journal = j.id))
  OR (j.kind = 8 AND NOT EXISTS (SELECT 1 FROM unassigned u WHERE u.journal = j.id))
  OR (j.kind IN (9, 10) AND NOT EXISTS (SELECT 1 FROM unassigned_end n WHERE n.journal = j.id))

-- Each passage of a room, as the accounts on both sides say it.
-- name: passages
SELECT h.id, h.leaving, h.room = l.room AND h.room = c.room AND l.closed_at IS h.moment
  AND c.opened_at = h.moment AND h.coming > h.leaving AND h.at >= h.moment
FROM hand_over h
LEFT JOIN account l ON l.id = h.leaving
LEFT JOIN account c ON c.id = h.coming
ORDER BY h.id

-- name: closed_without_passage
SELECT a.id FROM account a
WHERE (a.closed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM hand_over h WHERE h.leaving = a.id))
  OR (a.kind <> 0 AND NOT EXISTS (SELECT 1 FROM hand_over h WHERE h.coming = a.id))

-- name: closed_with_meter
SELECT a.id FROM account a
WHERE a.closed_at IS NOT NULL AND EXISTS (SELECT 1 FROM account_meter m
  WHERE m.account = a.id AND (m.until IS NULL OR m.until > a.closed_at))

-- name: closed_with_open_bill
SELECT a.id FROM account a
WHERE a.closed_at IS NOT NULL AND (
  EXISTS (SELECT 1 FROM accrual r WHERE r.account = a.id)
  OR coalesce((SELECT max(b.to_at) FROM bill_closing b WHERE b.account = a.id), a.opened_at)
    < a.closed_at)

-- Books that are no business of theirs.
-- name: books_of_others
SELECT DISTINCT a.id FROM entry e JOIN account a ON a.id = e.account
WHERE (a.kind = 0 AND e.book = 11) OR (a.kind <> 0 AND e.book IN (1, 6))

-- Whose a meter was, one after the other.
-- name: holdings
SELECT meter, account, opening_at, opening_wh, until FROM account_meter
ORDER BY meter, opening_at IS NULL, opening_at, until IS NULL, until
