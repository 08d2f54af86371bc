-- What people do with money at the desk beside top-ups.

-- name: account
SELECT project, closed_at FROM account WHERE id = :account AND kind = 0

-- name: journal_by_key
SELECT j.id, j.account, e.book, e.amount_fen
FROM journal j JOIN entry e ON e.journal = j.id AND e.account <> 0
WHERE j.key = :key

-- Pay-outs.

-- name: pay_out_by_key
SELECT id, account, amount_fen, purpose FROM pay_out
WHERE channel = :channel AND reference = :reference

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
SELECT id FROM top_up WHERE channel = :channel AND reference = :reference

-- name: unassigned_by_key
SELECT id FROM unassigned WHERE channel = :channel AND reference = :reference

-- name: unassigned_as_received
SELECT id, project, amount_fen, payer FROM unassigned
WHERE channel = :channel AND reference = :reference

-- name: insert_unassigned
INSERT INTO unassigned (project, journal, amount_fen, channel, reference, payer, note, actor, at)
VALUES (:project, :journal, :amount, :channel, :reference, :payer, :note, :actor, :at)
RETURNING id

-- Where it is now: the newest end that was not taken back.
-- name: unassigned
SELECT u.amount_fen, u.channel, u.reference, e.journal, e.top_up, t.account, t.purpose,
  (SELECT count(*) FROM unassigned_end n WHERE n.unassigned = u.id)
FROM unassigned u
LEFT JOIN unassigned_end e ON e.id = (SELECT x.id FROM unassigned_end x
  WHERE x.unassigned = u.id AND NOT EXISTS (SELECT 1 FROM journal r WHERE r.reverses = x.journal)
  ORDER BY x.id DESC LIMIT 1)
LEFT JOIN top_up t ON t.id = e.top_up
WHERE u.id = :unassigned AND u.project = :project

-- name: insert_unassigned_end
INSERT INTO unassigned_end (unassigned, journal, top_up, note, actor, at)
VALUES (:unassigned, :journal, :top_up, :note, :actor, :at)
