-- Pay-outs, and money whose owner is not known, as people look at them.

-- name: unassigned
SELECT u.id, u.amount_fen, u.channel, u.reference, u.payer, u.note, u.actor, u.at,
  n.at, n.note, n.actor, n.top_up, t.account, r.name
FROM unassigned u
LEFT JOIN unassigned_end n ON n.id = (SELECT x.id FROM unassigned_end x
  WHERE x.unassigned = u.id AND NOT EXISTS (SELECT 1 FROM journal v WHERE v.reverses = x.journal)
  ORDER BY x.id DESC LIMIT 1)
LEFT JOIN top_up t ON t.id = n.top_up
LEFT JOIN account a ON a.id = t.account
LEFT JOIN room r ON r.id = a.room
WHERE u.project = :project AND u.id < :before AND (:waiting = 0 OR n.id IS NULL)
ORDER BY u.id DESC
LIMIT :at_most

-- name: one_unassigned
SELECT u.id, u.amount_fen, u.channel, u.reference, u.payer, u.note, u.actor, u.at,
  n.at, n.note, n.actor, n.top_up, t.account, r.name
FROM unassigned u
LEFT JOIN unassigned_end n ON n.id = (SELECT x.id FROM unassigned_end x
  WHERE x.unassigned = u.id AND NOT EXISTS (SELECT 1 FROM journal v WHERE v.reverses = x.journal)
  ORDER BY x.id DESC LIMIT 1)
LEFT JOIN top_up t ON t.id = n.top_up
LEFT JOIN account a ON a.id = t.account
LEFT JOIN room r ON r.id = a.room
WHERE u.id = :unassigned AND u.project = :project

-- name: pay_outs
SELECT u.id, u.journal, u.account, t.name, r.name, p.name, p.time_zone, u.purpose, u.amount_fen,
  u.channel, u.note, u.actor, u.at,
  (SELECT sum(b.amount_fen) FROM journal k JOIN entry b ON b.journal = k.id
   WHERE k.account = u.account AND k.id <= u.journal
     AND b.book = CASE u.purpose WHEN 1 THEN 6 ELSE 1 END),
  x.id, x.at, x.actor, x.cause
FROM pay_out u
JOIN account a ON a.id = u.account
JOIN tenant t ON t.id = a.tenant
JOIN room r ON r.id = a.room
JOIN project p ON p.id = a.project
LEFT JOIN journal x ON x.reverses = u.journal
WHERE u.account = :account AND u.id < :before
ORDER BY u.id DESC
LIMIT :at_most

-- name: pay_out
SELECT u.id, u.journal, u.account, t.name, r.name, p.name, p.time_zone, u.purpose, u.amount_fen,
  u.channel, u.note, u.actor, u.at,
  (SELECT sum(b.amount_fen) FROM journal k JOIN entry b ON b.journal = k.id
   WHERE k.account = u.account AND k.id <= u.journal
     AND b.book = CASE u.purpose WHEN 1 THEN 6 ELSE 1 END),
  x.id, x.at, x.actor, x.cause
FROM pay_out u
JOIN account a ON a.id = u.account
JOIN tenant t ON t.id = a.tenant
JOIN room r ON r.id = a.room
JOIN project p ON p.id = a.project
LEFT JOIN journal x ON x.reverses = u.journal
WHERE u.id = :pay_out AND a.project = :project
