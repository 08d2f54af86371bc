-- Charges, journals and top-ups of one account.

-- name: charges
SELECT c.id, c.journal, c.account, c.meter, m.address, c.bill, c.code, c.tier, c.period, c.register,
  t.name, v.valid_from, c.price_e8, c.ratio, c.from_at, c.from_wh, c.from_computed, c.to_at, c.to_wh, c.to_computed, c.rolled_wh, c.tier_before_wh,
  c.tier_after_wh, c.energy_wh, c.line_before_wh, c.line_after_wh, c.amount_fen, j.at, j.key
FROM charge c
JOIN journal j ON j.id = c.journal
JOIN meter m ON m.id = c.meter
JOIN tariff_version v ON v.id = c.version
JOIN tariff t ON t.id = v.tariff
WHERE c.account = :account AND c.id < :before
ORDER BY c.id DESC
LIMIT :at_most

-- name: charge
SELECT c.id, c.journal, c.account, c.meter, m.address, c.bill, c.code, c.tier, c.period, c.register,
  t.name, v.valid_from, c.price_e8, c.ratio, c.from_at, c.from_wh, c.from_computed, c.to_at, c.to_wh, c.to_computed, c.rolled_wh, c.tier_before_wh,
  c.tier_after_wh, c.energy_wh, c.line_before_wh, c.line_after_wh, c.amount_fen, j.at, j.key
FROM charge c
JOIN account a ON a.id = c.account
JOIN journal j ON j.id = c.journal
JOIN meter m ON m.id = c.meter
JOIN tariff_version v ON v.id = c.version
JOIN tariff t ON t.id = v.tariff
WHERE c.id = :charge AND a.project = :project

-- name: version_name
SELECT t.name, v.valid_from
FROM tariff_version v JOIN tariff t ON t.id = v.tariff
WHERE v.id = :version

-- name: address
SELECT address FROM meter WHERE id = :meter

-- name: account_in
SELECT id FROM account WHERE id = :account AND project = :project

-- name: journals
SELECT j.id, j.at, j.kind, j.key, coalesce(e.amount_fen, 0), coalesce(f.amount_fen, 0), j.actor, j.cause,
  j.hash, j.reverses, (SELECT o.kind FROM journal o WHERE o.id = j.reverses),
  (SELECT r.id FROM journal r WHERE r.reverses = j.id),
  (SELECT min(c.id) FROM charge c WHERE c.journal = j.id),
  (SELECT u.id FROM top_up u WHERE u.journal = coalesce(j.reverses, j.id)),
  (SELECT o.id FROM pay_out o WHERE o.journal = coalesce(j.reverses, j.id)),
  (SELECT coalesce(sum(b.amount_fen), 0) FROM journal k JOIN entry b ON b.journal = k.id
   WHERE k.account = j.account AND k.id <= j.id AND b.book IN (1, 11)),
  (SELECT coalesce(sum(b.amount_fen), 0) FROM journal k JOIN entry b ON b.journal = k.id
   WHERE k.account = j.account AND k.id <= j.id AND b.book = 6)
FROM journal j
LEFT JOIN entry e ON e.journal = j.id AND e.book IN (1, 11) AND e.account = j.account
LEFT JOIN entry f ON f.journal = j.id AND f.book = 6 AND f.account = j.account
WHERE j.account = :account AND j.id < :before
  AND (e.journal IS NOT NULL OR f.journal IS NOT NULL)
ORDER BY j.id DESC
LIMIT :at_most

-- name: legs
SELECT book, amount_fen FROM entry WHERE journal = :journal ORDER BY leg

-- name: top_ups
SELECT u.id, u.journal, u.account, t.name, r.name, p.name, u.amount_fen, u.channel, u.purpose,
  u.note, u.at, u.actor, p.time_zone,
  (SELECT sum(b.amount_fen) FROM journal k JOIN entry b ON b.journal = k.id
   WHERE k.account = u.account AND k.id <= u.journal
     AND b.book = CASE u.purpose WHEN 1 THEN 6 ELSE 1 END),
  x.id, x.at, x.actor, x.cause, a.medium
FROM top_up u
JOIN account a ON a.id = u.account
JOIN tenant t ON t.id = a.tenant
JOIN room r ON r.id = a.room
JOIN project p ON p.id = a.project
LEFT JOIN journal x ON x.reverses = u.journal
WHERE u.account = :account AND u.id < :before
ORDER BY u.id DESC
LIMIT :at_most

-- name: top_up
SELECT u.id, u.journal, u.account, t.name, r.name, p.name, u.amount_fen, u.channel, u.purpose,
  u.note, u.at, u.actor, p.time_zone,
  (SELECT sum(b.amount_fen) FROM journal k JOIN entry b ON b.journal = k.id
   WHERE k.account = u.account AND k.id <= u.journal
     AND b.book = CASE u.purpose WHEN 1 THEN 6 ELSE 1 END),
  x.id, x.at, x.actor, x.cause, a.medium
FROM top_up u
JOIN account a ON a.id = u.account
JOIN tenant t ON t.id = a.tenant
JOIN room r ON r.id = a.room
JOIN project p ON p.id = a.project
LEFT JOIN journal x ON x.reverses = u.journal
WHERE u.id = :top_up AND a.project = :project

-- name: usage
SELECT meter, from_at, from_wh, to_at, rolled_wh, energy_wh, amount_fen, ratio, code, register
FROM charge
WHERE account = :account AND to_at > :since
ORDER BY from_at
