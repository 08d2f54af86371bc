-- A meter is replaced by another one.

-- name: meter
SELECT m.project, m.line, m.room, m.address, m.model, m.ratio, m.password, m.max_power_w,
  m.meter_group, m.rolls_at_wh, m.has_relay, m.medium, m.retired_at, (SELECT n.id FROM meter n
    WHERE n.replaces = m.id)
FROM meter m WHERE m.id = :meter

-- name: opened_with
SELECT total_wh FROM reading WHERE taken_at = :at AND meter = :meter

-- name: retire
UPDATE meter SET retired_at = :at WHERE id = :meter

-- name: unbind
UPDATE account_meter SET until = :at WHERE meter = :meter AND until IS NULL

-- name: bind
INSERT INTO account_meter (meter, account) VALUES (:meter, :account)

-- name: insert_meter
INSERT INTO meter (project, line, room, address, model, ratio, has_relay, password, max_power_w,
  meter_group, rolls_at_wh, replaces, medium)
SELECT o.project, :line, o.room, :address, :model, :ratio, :has_relay, :password, :max_power,
  o.meter_group, :rolls_at, o.id, o.medium
FROM meter o WHERE o.id = :meter
RETURNING id

-- name: off_for_arrears
SELECT meter FROM supply_wish WHERE meter = :meter AND wanted = 1 AND reason = 1

-- name: forget_supply_wish
DELETE FROM supply_wish WHERE meter = :meter

-- name: forget_read_wish
DELETE FROM read_wish WHERE meter = :meter

-- name: pass_hold
UPDATE supply_hold SET meter = :to WHERE meter = :meter
