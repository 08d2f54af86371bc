-- Rooms with their meters and accounts as they stand: the pictures behind all lists.

-- name: places
SELECT r.id, b.name, f.name, r.name, k.medium, a.id, a.kind, t.name, a.credit_limit_fen, a.alarm1_fen,
  a.alarm2_fen, a.reconnect_fen, a.opened_at, a.closed_at, coalesce(bal.amount_fen, 0), fee.amount_fen,
  coalesce(s.running_fen, 0), coalesce(s.subsidised, 0), a.payment_mode,
  CASE WHEN a.payment_mode = 1 THEN
    coalesce((SELECT sum(max(0, b.open_fen)) FROM (SELECT sum(d.amount_fen) AS open_fen
      FROM bill_due d
      WHERE d.account = a.id AND (d.due_at > :at OR d.amount_fen < 0)
        AND d.bill IN (SELECT n.bill FROM bill_due n WHERE n.account = a.id AND n.due_at > :at)
      GROUP BY d.bill) b), 0)
    + max(0, coalesce((SELECT sum(l.amount_fen) FROM bill_line l
        WHERE l.account = a.id AND l.bill > coalesce((SELECT max(c.bill) FROM bill_closing c
          WHERE c.account = a.id), '')), 0)
      + coalesce((SELECT sum(i.amount_fen) FROM bill_item i
        WHERE i.account = a.id AND i.bill > coalesce((SELECT max(c.bill) FROM bill_closing c
          WHERE c.account = a.id), '')
          AND i.code NOT LIKE 'fixed:%' AND i.code <> 'vat:fees'), 0)) ELSE 0 END,
  m.id, m.address, m.model, m.ratio, m.has_relay, g.energy_ms, ms.last_at, ms.last_wh, ms.power_mw,
  ms.relay, ms.relay_at, ms.heard_at, w.wanted, w.confirmed_at, h.wanted,
  (SELECT count(*) FROM reading q
   WHERE q.meter = m.id AND q.taken_at > :since AND q.verdict <> 0 AND q.verdict <> 5)
FROM room r
JOIN (SELECT 0 AS medium UNION ALL SELECT 1) k
JOIN area f ON f.id = r.area
LEFT JOIN area b ON b.id = f.parent
LEFT JOIN account a ON a.room = r.id AND a.medium = k.medium AND a.closed_at IS NULL
LEFT JOIN tenant t ON t.id = a.tenant
LEFT JOIN balance bal ON bal.book = CASE a.kind WHEN 1 THEN 11 ELSE 1 END AND bal.account = a.id
LEFT JOIN balance fee ON fee.book = 6 AND fee.account = a.id
LEFT JOIN account_state s ON s.account = a.id
LEFT JOIN meter m ON m.room = r.id AND m.medium = k.medium
  AND (m.retired_at IS NULL OR m.id = :meter)
LEFT JOIN meter_group g ON g.id = m.meter_group
LEFT JOIN meter_state ms ON ms.meter = m.id
LEFT JOIN supply_wish w ON w.meter = m.id
LEFT JOIN supply_hold h ON h.meter = m.id
WHERE r.project = :project AND (:room = 0 OR r.id = :room)
  AND (a.id IS NOT NULL OR m.id IS NOT NULL OR (k.medium = 0 AND NOT EXISTS (SELECT 1 FROM meter w
    WHERE w.room = r.id AND w.medium = 1 AND w.retired_at IS NULL)))
ORDER BY r.id, k.medium, m.id

-- Accounts that tenants left.
-- name: closed
SELECT r.id, b.name, f.name, r.name, a.medium, a.id, a.kind, t.name, a.credit_limit_fen, a.alarm1_fen,
  a.alarm2_fen, a.reconnect_fen, a.opened_at, a.closed_at, coalesce(bal.amount_fen, 0), fee.amount_fen,
  coalesce(s.running_fen, 0), coalesce(s.subsidised, 0), a.payment_mode,
  CASE WHEN a.payment_mode = 1 THEN
    coalesce((SELECT sum(max(0, b.open_fen)) FROM (SELECT sum(d.amount_fen) AS open_fen
      FROM bill_due d
      WHERE d.account = a.id AND (d.due_at > :at OR d.amount_fen < 0)
        AND d.bill IN (SELECT n.bill FROM bill_due n WHERE n.account = a.id AND n.due_at > :at)
      GROUP BY d.bill) b), 0)
    + max(0, coalesce((SELECT sum(l.amount_fen) FROM bill_line l
        WHERE l.account = a.id AND l.bill > coalesce((SELECT max(c.bill) FROM bill_closing c
          WHERE c.account = a.id), '')), 0)
      + coalesce((SELECT sum(i.amount_fen) FROM bill_item i
        WHERE i.account = a.id AND i.bill > coalesce((SELECT max(c.bill) FROM bill_closing c
          WHERE c.account = a.id), '')
          AND i.code NOT LIKE 'fixed:%' AND i.code <> 'vat:fees'), 0)) ELSE 0 END,
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0
FROM account a
JOIN room r ON r.id = a.room
JOIN area f ON f.id = r.area
LEFT JOIN area b ON b.id = f.parent
JOIN tenant t ON t.id = a.tenant
LEFT JOIN balance bal ON bal.book = 1 AND bal.account = a.id
LEFT JOIN balance fee ON fee.book = 6 AND fee.account = a.id
LEFT JOIN account_state s ON s.account = a.id
WHERE a.project = :project AND a.closed_at IS NOT NULL AND a.kind = 0
  AND (:account = 0 OR a.id = :account)
ORDER BY a.closed_at DESC, a.id DESC

-- name: room_of_meter
SELECT room FROM meter WHERE id = :meter AND project = :project

-- name: room_of_account
SELECT room FROM account WHERE id = :account AND project = :project AND closed_at IS NULL

-- name: spending
SELECT a.id, min(c.from_at), max(c.to_at), sum(c.amount_fen)
FROM account a
JOIN charge c ON c.account = a.id AND c.to_at > :since
WHERE a.project = :project AND (:account = 0 OR a.id = :account)
GROUP BY a.id

-- name: accruing
SELECT a.id, c.from_at, c.to_at, (c.to_wh - c.from_wh + c.rolled_wh) * c.ratio, c.price_e8
FROM account a
JOIN accrual c ON c.account = a.id
WHERE a.project = :project AND (:account = 0 OR a.id = :account)

-- Of electricity (medium 0), as the next two.
-- name: used_today
SELECT coalesce(sum(c.amount_fen), 0),
  coalesce(sum(CASE WHEN c.code IN ('energy', 'free_quota') THEN c.energy_wh ELSE 0 END), 0)
FROM account a
JOIN charge c ON c.account = a.id AND c.to_at > :midnight
WHERE a.project = :project AND a.kind = 0 AND a.medium = 0

-- What subsidies paid of it, below zero; what runs is net of them already. What was used before
-- midnight and posted after it is no more today's than its charge is. CROSS: the journals of a day
-- are found by their time, not all of an account.
-- name: given_today
SELECT coalesce(sum(i.after_fen - i.before_fen), 0), count(*)
FROM journal j
CROSS JOIN item_charge i ON i.journal = j.id AND i.code LIKE 'subsidy:%'
CROSS JOIN account a ON a.id = j.account
WHERE j.at >= :midnight AND a.project = :project AND a.medium = 0
  AND EXISTS (SELECT 1 FROM charge c WHERE c.journal = j.id AND c.to_at > :midnight)

-- name: accrued
SELECT coalesce(sum(s.running_fen), 0),
  coalesce(sum((SELECT sum((c.to_wh - c.from_wh + c.rolled_wh) * c.ratio)
                FROM accrual c
                WHERE c.account = a.id AND c.code IN ('energy', 'free_quota'))), 0)
FROM account a
LEFT JOIN account_state s ON s.account = a.id
WHERE a.project = :project AND a.kind = 0 AND a.medium = 0

-- name: received
SELECT coalesce(sum(u.amount_fen), 0), count(*)
FROM account a
JOIN top_up u ON u.account = a.id AND u.at >= :midnight
WHERE a.project = :project

-- name: reversed
SELECT coalesce(sum(u.amount_fen), 0),
  coalesce(sum(CASE WHEN u.at >= :midnight THEN 1 ELSE 0 END), 0)
FROM journal j
JOIN top_up u ON u.journal = j.reverses
JOIN account a ON a.id = u.account
WHERE j.at >= :midnight AND j.reverses IS NOT NULL AND a.project = :project

-- name: open_alarms
SELECT count(*)
FROM alarm x
LEFT JOIN meter m ON m.id = x.meter
LEFT JOIN account a ON a.id = x.account
LEFT JOIN line l ON l.id = x.line
WHERE x.closed_at IS NULL AND x.acknowledged_at IS NULL
  AND coalesce(m.project, a.project, l.project, :project) = :project

-- name: verification
SELECT at, findings, first_finding, journals,
  (SELECT count(*) FROM account WHERE project = :project)
FROM verification ORDER BY id DESC LIMIT 1

-- name: price
SELECT t.name, v.document, v.valid_from
FROM account a
JOIN tariff t ON t.id = a.tariff
JOIN tariff_version v ON v.tariff = t.id
WHERE a.id = :account AND v.valid_from <= :at
  AND NOT EXISTS (SELECT 1 FROM tariff_withdrawal w WHERE w.version = v.id)
ORDER BY v.valid_from DESC LIMIT 1

-- name: topped_up
SELECT coalesce(sum(u.amount_fen), 0)
FROM top_up u
WHERE u.account = :account
  AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.reverses = u.journal)
