-- Sharing groups: how a month is calculated, and what was. All of it is electricity (medium 0).

-- name: meter
SELECT rolls_at_wh, retired_at, replaces IS NOT NULL FROM meter WHERE id = :meter

-- name: zone
SELECT p.time_zone FROM sharing s JOIN project p ON p.id = s.project
WHERE s.id = :sharing AND s.project = :project

-- name: rule_of_month
SELECT id FROM share_rule WHERE sharing = :sharing AND first_bill <= :bill
ORDER BY first_bill DESC, id DESC LIMIT 1

-- name: terms
SELECT basis, loss, common, price_e8, cap_percent FROM share_rule WHERE id = :rule

-- Those a rule names, each with what stood in its place before and since; and those of the rooms that
-- take part.
-- name: meters
WITH RECURSIVE earlier (named, meter, role) AS (
  SELECT m.meter, m.meter, m.role FROM share_rule_meter m WHERE m.rule = :rule
  UNION
  SELECT e.named, b.replaces, e.role FROM earlier e JOIN meter b ON b.id = e.meter
  WHERE b.replaces IS NOT NULL
), chain (named, meter, role) AS (
  SELECT named, meter, role FROM earlier
  UNION
  SELECT c.named, s.id, c.role FROM chain c JOIN meter s ON s.replaces = c.meter)
SELECT min(named), meter, min(role) FROM chain GROUP BY meter
UNION ALL
SELECT b.id, b.id, 2 FROM share_rule_room r JOIN meter b ON b.room = r.room
WHERE r.rule = :rule AND b.medium = 0 AND b.id NOT IN (SELECT meter FROM chain)
ORDER BY 3, 1, 2

-- name: rooms
SELECT room, area FROM share_rule_room WHERE rule = :rule ORDER BY room

-- name: meters_of_room
SELECT id FROM meter WHERE room = :room AND medium = 0 ORDER BY id

-- name: accounts_of_room
SELECT id, opened_at, closed_at FROM account
WHERE room = :room AND medium = 0 AND opened_at < :to AND coalesce(closed_at, :to) > :from
ORDER BY opened_at, id

-- name: account_meters
SELECT opening_at, until FROM account_meter
WHERE meter = :meter AND account = :account AND opening_at IS NOT NULL

-- name: energy_amounts
SELECT amount_fen FROM bill_line
WHERE account = :account AND bill = :bill AND code IN ('energy', 'tier_adder')

-- name: posted_item
SELECT amount_fen FROM bill_item
WHERE account = :account AND bill = :bill AND code = :code AND version = 0

-- name: newest_grid_bill
SELECT id, energy_wh, amount_fen FROM grid_bill WHERE meter = :meter AND bill = :bill
ORDER BY id DESC LIMIT 1

-- name: last_run
SELECT id, rule, main_wh, sub_wh, common_wh, grid_wh, grid_fen FROM share_run
WHERE sharing = :sharing AND bill = :bill
ORDER BY id DESC LIMIT 1

-- name: run_meters
SELECT meter, role, from_at, from_wh, from_computed, to_at, to_wh, to_computed, ratio, energy_wh,
  grid_bill
FROM share_run_meter WHERE run = :run ORDER BY role, meter

-- name: run_parties
SELECT room, account, area, days, used_wh, energy_fen, kept_loss_fen, kept_common_fen
FROM share_run_party WHERE run = :run ORDER BY room, account

-- How it comes to be.

-- name: sharing_named
SELECT id FROM sharing WHERE project = :project AND name = :name

-- name: sharing_of
SELECT id FROM sharing WHERE id = :sharing AND project = :project

-- name: built_in_place
SELECT id FROM meter WHERE replaces = :meter

-- name: insert_sharing
INSERT INTO sharing (project, name) VALUES (:project, :name) RETURNING id

-- name: run_since
SELECT id FROM share_run WHERE sharing = :sharing AND bill >= :bill LIMIT 1

-- name: meter_of
SELECT id FROM meter WHERE id = :meter AND project = :project AND medium = 0

-- name: room_of
SELECT id FROM room WHERE id = :room AND project = :project

-- name: insert_rule
INSERT INTO share_rule (sharing, first_bill, basis, loss, common, price_e8, cap_percent, automatic,
  note, actor, at)
VALUES (:sharing, :first_bill, :basis, :loss, :common, :price, :cap, :automatic, :note, :actor, :at)
RETURNING id

-- name: insert_rule_meter
INSERT INTO share_rule_meter (rule, meter, role) VALUES (:rule, :meter, :role)

-- name: insert_rule_room
INSERT INTO share_rule_room (rule, room, area) VALUES (:rule, :room, :area)

-- name: project_zone
SELECT time_zone FROM project WHERE id = :project

-- name: insert_grid_bill
INSERT INTO grid_bill (meter, bill, energy_wh, amount_fen, note, actor, at)
VALUES (:meter, :bill, :energy, :amount, :note, :actor, :at)
RETURNING id

-- name: insert_run
INSERT INTO share_run (sharing, rule, bill, main_wh, sub_wh, common_wh, grid_wh, grid_fen, loss_fen,
  common_fen, charged_fen, actor, at)
VALUES (:sharing, :rule, :bill, :main, :subs, :common, :grid_energy, :grid_amount, :loss_amount,
  :common_amount, :charged, :actor, :at)
RETURNING id

-- name: insert_run_meter
INSERT INTO share_run_meter (run, meter, role, from_at, from_wh, from_computed, to_at, to_wh,
  to_computed, ratio, energy_wh, grid_bill)
VALUES (:run, :meter, :role, :from_at, :from_wh, :from_computed, :to_at, :to_wh, :to_computed,
  :ratio, :energy, :grid_bill)

-- name: insert_run_party
INSERT INTO share_run_party (run, room, account, area, days, used_wh, energy_fen, kept_loss_fen,
  kept_common_fen, loss_fen, common_fen, loss_charged_fen, common_charged_fen)
VALUES (:run, :room, :account, :area, :days, :used, :energy, :kept_loss, :kept_common, :loss,
  :common, :loss_charged, :common_charged)

-- name: rules_in_time
SELECT r.sharing, r.first_bill, r.automatic
FROM sharing s JOIN share_rule r ON r.sharing = s.id
WHERE s.project = :project
ORDER BY r.sharing, r.first_bill, r.id

-- name: main_of_month
SELECT m.meter, s.name FROM sharing s
JOIN share_rule_meter m ON m.rule = (SELECT r.id FROM share_rule r
  WHERE r.sharing = s.id AND r.first_bill <= :bill ORDER BY r.first_bill DESC, r.id DESC LIMIT 1)
WHERE s.id = :sharing AND m.role = 1
ORDER BY m.meter LIMIT 1

-- name: waiting_alarms
SELECT a.meter, a.detail FROM alarm a JOIN meter m ON m.id = a.meter
WHERE a.closed_at IS NULL AND a.kind = :kind AND m.project = :project

-- name: address
SELECT address FROM meter WHERE id = :meter

-- name: handed_over_since
SELECT h.id FROM share_run r
JOIN share_rule_room x ON x.rule = r.rule
JOIN hand_over h ON h.room = x.room AND h.at > r.at AND h.moment < :end
WHERE r.id = :run
LIMIT 1
