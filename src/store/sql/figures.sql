-- Figures of a month that a person entered: the newest entry counts.

-- name: account
SELECT a.opened_at, a.closed_at, p.time_zone
FROM account a JOIN project p ON p.id = a.project
WHERE a.id = :account

-- name: newest
SELECT demand_mw, energy_wh, reactive_varh, source, note FROM month_figures
WHERE account = :account AND bill = :bill
ORDER BY id DESC LIMIT 1

-- name: insert
INSERT INTO month_figures (account, bill, demand_mw, energy_wh, reactive_varh, source, note, actor, at)
VALUES (:account, :bill, :demand, :energy, :reactive, :source, :note, :actor, :at)

-- Newest first; an empty bill stands for all of them.
-- name: entries
SELECT id, bill, demand_mw, energy_wh, reactive_varh, source, note, actor, at FROM month_figures
WHERE account = :account AND (:bill = '' OR bill = :bill) AND id < :before
ORDER BY id DESC LIMIT :at_most
