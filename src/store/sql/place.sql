-- Where meters, accounts and lines belong: which pages a change is to be seen on.

-- name: meters
SELECT m.id, m.room, m.project, am.account
FROM meter m
LEFT JOIN account_meter am ON am.meter = m.id AND am.until IS NULL
ORDER BY m.id

-- name: accounts
SELECT id, room, project FROM account ORDER BY id

-- name: lines
SELECT id, project FROM line ORDER BY id

-- name: room_of_account
SELECT room FROM account WHERE id = :account

-- name: meters_of_account
SELECT meter FROM account_meter WHERE account = :account AND until IS NULL ORDER BY meter
