-- What people do with money at the desk beside top-ups.

-- name: account
SELECT project, closed_at FROM account WHERE id = :account AND kind = 0

-- name: journal_by_key
SELECT j.id, j.account, e.book, e.amount_fen
FROM journal j JOIN entry e ON e.journal = j.id AND e.account <> 0
WHERE j.key = :key

-- Pay-outs. A request at the desk has one key, whatever channel it names.

-- name: pay_out_by_key
SELECT id, account, amount_fen, purpose, channel FROM pay_out
WHERE channel IN (1, 2, 3) AND reference = :reference

-- name: pay_out
SELECT p.journal, p.account, p.amount_fen,
  EXISTS (SELECT 1 FROM journal x WHERE x.reverses = p.journal)
FROM pay_out p JOIN account a ON a.id = p.account
WHERE p.id = :pay_out AND a.project = :project

-- name: insert_pay_out
INSERT INTO pay_out (journal, account, purpose, amount_fen, channel, reference, note, actor, at)
VALUES (:journal, :account, :purpose, :amount, :channel, :reference, :note, :actor, :at)
RETURNING id

-- Money without an owner.

-- name: top_up_by_key
SELECT id FROM top_up WHERE channel IN (1, 2, 3) AND reference = :reference

-- name: unassigned_by_key
SELECT id FROM unassigned WHERE channel IN (1, 2, 3) AND reference = :reference

-- name: unassigned_as_received
SELECT id, project, amount_fen, payer, channel FROM unassigned
WHERE channel IN (1, 2, 3) AND reference = :reference

-- name: insert_unassigned
INSERT INTO unassigned (project, journal, amount_fen, channel, reference, payer, note, actor, at)
VALUES (:project, :journal, :amount, :channel, :reference, :payer, :note, :actor, :at)
RETURNING id

-- It waits while no end of it still stands.
-- name: unassigned
SELECT u.amount_fen, u.channel, u.reference,
  EXISTS (SELECT 1 FROM unassigned_end x WHERE x.unassigned = u.id
    AND NOT EXISTS (SELECT 1 FROM journal r WHERE r.reverses = x.journal)),
  (SELECT count(*) FROM unassigned_end n WHERE n.unassigned = u.id)
FROM unassigned u
WHERE u.id = :unassigned AND u.project = :project

-- name: insert_unassigned_end
INSERT INTO unassigned_end (unassigned, key, journal, top_up, note, actor, at)
VALUES (:unassigned, :key, :journal, :top_up, :note, :actor, :at)

-- name: unassigned_end_by_key
SELECT n.unassigned, n.top_up, t.account, t.purpose
FROM unassigned_end n LEFT JOIN top_up t ON t.id = n.top_up
WHERE n.key = :key
