-- Sharing groups, for people.

-- name: sharings
SELECT id, name FROM sharing WHERE project = :project ORDER BY id

-- name: sharing
SELECT id, name FROM sharing WHERE id = :sharing AND project = :project

-- Of one month the newest stands.
-- name: rules
SELECT r.id, r.first_bill, r.automatic, r.note, r.actor, r.at FROM share_rule r
WHERE r.sharing = :sharing AND NOT EXISTS (SELECT 1 FROM share_rule x
  WHERE x.sharing = r.sharing AND x.first_bill = r.first_bill AND x.id > r.id)
ORDER BY r.first_bill DESC

-- name: rule_meters
SELECT x.meter, x.role, m.address, r.name
FROM share_rule_meter x JOIN meter m ON m.id = x.meter JOIN room r ON r.id = m.room
WHERE x.rule = :rule ORDER BY x.role, x.meter

-- name: rule_rooms
SELECT x.room, r.name, x.area
FROM share_rule_room x JOIN room r ON r.id = x.room
WHERE x.rule = :rule ORDER BY r.name

-- Oldest first: a later run of a month takes the place of the one before.
-- name: runs
SELECT bill, at, actor, main_wh, sub_wh, common_wh, loss_fen, common_fen, charged_fen
FROM share_run WHERE sharing = :sharing ORDER BY bill, id

-- name: run_sums
SELECT bill, at, actor, main_wh, sub_wh, common_wh, loss_fen, common_fen, charged_fen
FROM share_run WHERE id = :run

-- name: meter
SELECT m.address, r.name FROM meter m JOIN room r ON r.id = m.room WHERE m.id = :meter

-- name: room
SELECT name FROM room WHERE id = :room

-- name: tenant
SELECT t.name FROM account a JOIN tenant t ON t.id = a.tenant WHERE a.id = :account

-- name: grid_bills
SELECT g.id, g.meter, m.address, r.name, g.bill, g.energy_wh, g.amount_fen, g.note, g.actor, g.at
FROM grid_bill g JOIN meter m ON m.id = g.meter JOIN room r ON r.id = m.room
WHERE g.meter = :meter AND (:bill = '' OR g.bill = :bill)
ORDER BY g.bill DESC, g.id DESC

-- name: of_account
SELECT r.sharing, s.name
FROM share_run_party p JOIN share_run r ON r.id = p.run JOIN sharing s ON s.id = r.sharing
WHERE p.account = :account AND r.bill = :bill
  AND r.id = (SELECT max(x.id) FROM share_run x WHERE x.sharing = r.sharing AND x.bill = r.bill)
ORDER BY r.sharing

-- The disclosure sheet.

-- name: about
SELECT p.name, p.time_zone FROM project p WHERE p.id = :project

-- name: project_grid_bills
SELECT g.id, g.meter, m.address, r.name, g.bill, g.energy_wh, g.amount_fen, g.note, g.actor, g.at
FROM room r JOIN meter m ON m.room = r.id JOIN grid_bill g ON g.meter = m.id AND g.bill = :bill
WHERE r.project = :project AND NOT EXISTS (SELECT 1 FROM grid_bill x
  WHERE x.meter = g.meter AND x.bill = g.bill AND x.id > g.id)
ORDER BY g.meter

-- name: accounts
SELECT a.id, t.name, r.name
FROM account a JOIN tenant t ON t.id = a.tenant AND a.kind = 0 JOIN room r ON r.id = a.room
WHERE a.project = :project AND a.medium = 0 AND a.opened_at < :to AND coalesce(a.closed_at, :to) > :from
  AND (:rule = 0 OR EXISTS (SELECT 1 FROM share_rule_room x
    WHERE x.rule = :rule AND x.room = a.room))
ORDER BY r.name, a.id

-- name: lines
SELECT code, energy_wh, amount_fen FROM bill_line WHERE account = :account AND bill = :bill
UNION ALL
SELECT code, 0, amount_fen FROM bill_item WHERE account = :account AND bill = :bill
