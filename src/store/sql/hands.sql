-- A room passes from one account to the next.

-- name: account
SELECT a.id, a.project, a.room, a.tariff, a.kind, a.medium, a.opened_at, a.closed_at, p.landlord, t.name
FROM account a JOIN project p ON p.id = a.project JOIN tenant t ON t.id = a.tenant
WHERE a.id = :account

-- name: holder_of_room
SELECT a.id FROM room r JOIN account a ON a.room = r.id AND a.medium = :medium AND a.closed_at IS NULL
WHERE r.id = :room AND r.project = :project

-- Who came when an account was closed, and who had left when it was opened.
-- name: after
SELECT h.leaving, h.coming, h.moment, a.kind, a.tariff, t.name
FROM hand_over h JOIN account a ON a.id = h.coming JOIN tenant t ON t.id = a.tenant
WHERE h.leaving = :account

-- name: before
SELECT h.leaving, h.coming, h.moment, a.kind, a.tariff, t.name
FROM hand_over h JOIN account a ON a.id = h.coming JOIN tenant t ON t.id = a.tenant
WHERE h.coming = :account

-- name: insert
INSERT INTO hand_over (room, leaving, coming, moment, note, actor, at)
VALUES (:room, :leaving, :coming, :moment, :note, :actor, :at)
RETURNING id

-- name: close_account
UPDATE account SET closed_at = :moment WHERE id = :account

-- name: insert_account
INSERT INTO account (project, tenant, room, tariff, credit_limit_fen, alarm1_fen, alarm2_fen,
  reconnect_fen, pin_hash, opened_at, kind, medium)
VALUES (:project, :tenant, :room, :tariff, :credit_limit, :alarm1, :alarm2, :reconnect, :pin_hash,
  :moment, :kind, :medium)
RETURNING id

-- name: set_pin
UPDATE account SET pin_hash = :pin_hash
WHERE room = :room AND tenant = :tenant AND closed_at IS NULL

-- The meters that an account had at an instant or after it.
-- name: bindings
SELECT am.meter, am.opening_at, am.until, s.last_at
FROM account_meter am LEFT JOIN meter_state s ON s.meter = am.meter
WHERE am.account = :account AND (am.until IS NULL OR am.until > :moment)
ORDER BY am.meter

-- name: end_binding
UPDATE account_meter SET until = :moment WHERE meter = :meter AND account = :account

-- name: bind
INSERT INTO account_meter (meter, account, opening_at, opening_wh, until)
VALUES (:meter, :account, :at, :total, :until)

-- name: pass_whole
UPDATE account_meter SET account = :coming WHERE meter = :meter AND account = :leaving

-- name: meters_now
SELECT am.meter, h.wanted
FROM account_meter am LEFT JOIN supply_hold h ON h.meter = am.meter
WHERE am.account = :account AND am.until IS NULL
ORDER BY am.meter

-- name: sign_out
DELETE FROM web_session WHERE kind = 1 AND subject = :account

-- name: passes_at
SELECT meter FROM account_meter WHERE meter = :meter AND until = :at

-- What a vacant room's meters used since it is vacant, posted and not.
-- name: vacant_use
SELECT x.meter, a.medium, sum(x.used)
FROM (SELECT c.meter AS meter, c.energy_wh AS used FROM charge c
    WHERE c.account = :account AND c.code IN ('energy', 'free_quota')
  UNION ALL SELECT r.meter, (r.to_wh - r.from_wh + r.rolled_wh) * r.ratio FROM accrual r
    WHERE r.account = :account AND r.code IN ('energy', 'free_quota')) x
JOIN account a ON a.id = :account
JOIN project p ON p.id = a.project
GROUP BY x.meter
HAVING sum(x.used) > p.vacant_use_wh
ORDER BY x.meter
