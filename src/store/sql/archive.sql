-- Reference: projects, rooms, lines, meters, tariffs, accounts, people.

-- name: project_named
SELECT id FROM project WHERE name = :name

-- name: insert_project
INSERT INTO project (name, time_zone, warning_grace_ms, fresh_reading_ms, due_days, landlord,
  vacant_use_wh)
VALUES (:name, :time_zone, :warning_grace, :fresh_reading, :due_days, :landlord, :vacant_use)
RETURNING id

-- name: project_exists
SELECT id FROM project WHERE id = :project

-- name: area_named
SELECT id FROM area WHERE project = :project AND coalesce(parent, 0) = :parent AND name = :name

-- name: insert_area
INSERT INTO area (project, parent, name) VALUES (:project, nullif(:parent, 0), :name) RETURNING id

-- name: room_named
SELECT id FROM room WHERE project = :project AND name = :name

-- name: insert_room
INSERT INTO room (project, area, name) VALUES (:project, :area, :name) RETURNING id

-- name: gateway_named
SELECT id FROM gateway WHERE project = :project AND name = :name

-- name: gateway_project
SELECT project FROM gateway WHERE id = :gateway

-- name: insert_gateway
INSERT INTO gateway (project, name, maker, model, note)
VALUES (:project, :name, :maker, :model, :note)
RETURNING id

-- name: line_named
SELECT id FROM line WHERE project = :project AND name = :name

-- name: line_registered
SELECT id FROM line WHERE registration = :registration

-- name: line_wired
SELECT id FROM line WHERE device = :device

-- name: insert_line
INSERT INTO line (project, gateway, name, mode, host, port, registration, device, baud, parity,
  data_bits, stop_bits, framing, heartbeats, answer_ms, gap_ms)
VALUES (:project, :gateway, :name, :mode, :host, :port, :registration, :device, :baud, :parity,
  :data_bits, :stop_bits, :framing, :heartbeats, :answer_time, :gap)
RETURNING id

-- name: line_project
SELECT project FROM line WHERE id = :line

-- name: room_project
SELECT project FROM room WHERE id = :room

-- name: group_named
SELECT id FROM meter_group WHERE project = :project AND name = :name

-- name: insert_group
INSERT INTO meter_group (project, name, energy_ms, momentary_ms, status_ms, clock_ms, freezes)
VALUES (:project, :name, :energy, :momentary, :status, :clock, :freezes)
RETURNING id

-- name: group_project
SELECT project FROM meter_group WHERE id = :group

-- name: meter_addressed
SELECT id FROM meter WHERE line = :line AND address = :address AND retired_at IS NULL

-- name: insert_meter
INSERT INTO meter (project, line, room, address, model, ratio, has_relay, password, max_power_w,
  meter_group, rolls_at_wh, medium)
VALUES (:project, :line, :room, :address, :model, :ratio, :has_relay, :password, :max_power,
  :group, :rolls_at, :medium)
RETURNING id

-- name: tariff_named
SELECT id FROM tariff WHERE project = :project AND name = :name

-- name: insert_tariff
INSERT INTO tariff (project, name, medium) VALUES (:project, :name, :medium) RETURNING id

-- name: version_from
SELECT id FROM tariff_version v WHERE tariff = :tariff AND valid_from = :valid_from
  AND NOT EXISTS (SELECT 1 FROM tariff_withdrawal w WHERE w.version = v.id)

-- name: insert_version
INSERT INTO tariff_version (tariff, valid_from, document, published_at, published_by, note)
VALUES (:tariff, :valid_from, :document, :at, :actor, :note)
RETURNING id

-- name: version
SELECT v.tariff, t.name, v.valid_from, (SELECT w.at FROM tariff_withdrawal w WHERE w.version = v.id)
FROM tariff_version v JOIN tariff t ON t.id = v.tariff
WHERE v.id = :version AND t.project = :project

-- What accounts are charged by at :at when that version is gone.
-- name: version_beside
SELECT v.id FROM tariff_version v
WHERE v.tariff = :tariff AND v.id <> :version AND v.valid_from <= :at
  AND NOT EXISTS (SELECT 1 FROM tariff_withdrawal w WHERE w.version = v.id)
LIMIT 1

-- name: insert_withdrawal
INSERT INTO tariff_withdrawal (version, at, actor, note) VALUES (:version, :at, :actor, :note)

-- name: tariff_valid
SELECT min(valid_from) FROM tariff_version v WHERE tariff = :tariff
  AND NOT EXISTS (SELECT 1 FROM tariff_withdrawal w WHERE w.version = v.id)

-- name: tariff_kind
SELECT project, medium FROM tariff WHERE id = :tariff

-- name: tariff_medium
SELECT medium FROM tariff WHERE id = :tariff

-- name: open_account_of
SELECT id FROM account WHERE room = :room AND medium = :medium AND closed_at IS NULL

-- Who has the room already by that name. Whoever left it, by any account, is somebody else.
-- name: tenant_of_room
SELECT t.id FROM account a JOIN tenant t ON t.id = a.tenant
WHERE a.room = :room AND a.closed_at IS NULL AND a.kind = 0 AND t.name = :name
  AND NOT EXISTS (SELECT 1 FROM account gone
    WHERE gone.room = a.room AND gone.tenant = a.tenant AND gone.closed_at IS NOT NULL)
LIMIT 1

-- name: insert_tenant
INSERT INTO tenant (project, name) VALUES (:project, :name) RETURNING id

-- name: insert_account
INSERT INTO account (project, tenant, room, tariff, credit_limit_fen, alarm1_fen, alarm2_fen,
  reconnect_fen, pin_hash, opened_at, medium)
VALUES (:project, :tenant, :room, :tariff, :credit_limit, :alarm1, :alarm2, :reconnect, :pin_hash,
  :at, :medium)
RETURNING id

-- name: earliest_opening
SELECT min(s.last_at)
FROM meter m
JOIN project p ON p.id = m.project
JOIN meter_state s ON s.meter = m.id AND s.last_at BETWEEN :at - p.fresh_reading_ms AND :at
WHERE m.room = :room AND m.medium = :medium AND m.retired_at IS NULL

-- name: bind_meters
INSERT INTO account_meter (meter, account, opening_at, opening_wh)
SELECT m.id, :account, s.last_at, s.last_wh
FROM meter m
JOIN project p ON p.id = m.project
LEFT JOIN meter_state s ON s.meter = m.id AND s.last_at BETWEEN :at - p.fresh_reading_ms AND :at
WHERE m.room = :room AND m.medium = :medium AND m.retired_at IS NULL

-- name: bind_meter
INSERT INTO account_meter (meter, account)
SELECT :meter, id FROM account WHERE room = :room AND medium = :medium AND closed_at IS NULL

-- name: operator_named
SELECT id FROM operator WHERE name = :name

-- name: insert_operator
INSERT INTO operator (project, name, password_hash) VALUES (:project, :name, :password_hash)
RETURNING id

-- name: insert_audit
INSERT INTO audit (at, actor, action, subject, before, after)
VALUES (:at, :actor, :action, :subject, :before, :after)

-- name: tariff_in_use
SELECT id FROM account WHERE tariff = :tariff LIMIT 1

-- name: tariff_pays
SELECT id FROM account WHERE tariff = :tariff AND closed_at IS NULL LIMIT 1
