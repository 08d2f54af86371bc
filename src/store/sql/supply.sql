-- Wishes for relays, the decisions behind them and how they went.

-- name: relay_meters_of
SELECT m.id, s.last_at, s.relay, h.wanted, w.wanted, w.reason, w.confirmed_at IS NOT NULL,
  coalesce((SELECT d.verdict FROM supply_decision d WHERE d.meter = m.id ORDER BY d.id DESC LIMIT 1)
    = :held, 0)
FROM account_meter am
JOIN meter m ON m.id = am.meter AND m.has_relay = 1
LEFT JOIN meter_state s ON s.meter = m.id
LEFT JOIN supply_hold h ON h.meter = m.id
LEFT JOIN supply_wish w ON w.meter = m.id
WHERE am.account = :account AND am.until IS NULL
ORDER BY m.id

-- name: relay_meter
SELECT m.id, s.last_at, s.relay, h.wanted, w.wanted, w.reason, w.confirmed_at IS NOT NULL,
  coalesce((SELECT d.verdict FROM supply_decision d WHERE d.meter = m.id ORDER BY d.id DESC LIMIT 1)
    = :held, 0)
FROM meter m
LEFT JOIN meter_state s ON s.meter = m.id
LEFT JOIN supply_hold h ON h.meter = m.id
LEFT JOIN supply_wish w ON w.meter = m.id
WHERE m.id = :meter AND m.has_relay = 1

-- name: insert_decision
INSERT INTO supply_decision (meter, account, at, verdict, reason, note, actor, posted_fen,
  running_fen, credit_limit_fen, available_fen, reconnect_fen, reading_at, warned_at,
  overdue_fen, subsidised)
VALUES (:meter, :account, :at, :verdict, :reason, :note, :actor, :posted, :running, :credit_limit,
  :available, :reconnect, :reading_at, :warned_at, :overdue, :subsidised)
RETURNING id

-- name: set_wish
INSERT INTO supply_wish (meter, wanted, reason, decision, attempts, confirmed_at)
VALUES (:meter, :wanted, :reason, :decision, 0, NULL)
ON CONFLICT (meter) DO UPDATE SET wanted = excluded.wanted, reason = excluded.reason,
  decision = excluded.decision, attempts = 0, confirmed_at = NULL

-- name: before_read_back
SELECT s.relay, w.wanted, w.decision, w.confirmed_at, a.id
FROM meter m
LEFT JOIN meter_state s ON s.meter = m.id
LEFT JOIN supply_wish w ON w.meter = m.id
LEFT JOIN account_meter am ON am.meter = m.id AND am.until IS NULL
LEFT JOIN account a ON a.id = am.account AND a.kind = 0
WHERE m.id = :meter

-- name: confirm_wish
UPDATE supply_wish SET confirmed_at = :at WHERE meter = :meter

-- name: reopen_wish
UPDATE supply_wish SET confirmed_at = NULL, attempts = 0 WHERE meter = :meter

-- name: count_attempt
UPDATE supply_wish SET attempts = attempts + 1 WHERE meter = :meter

-- name: insert_step
INSERT INTO supply_step (decision, at, step, detail) VALUES (:decision, :at, :step, :detail)

-- name: set_hold
INSERT INTO supply_hold (meter, wanted, note, actor, since)
VALUES (:meter, :wanted, :note, :actor, :at)
ON CONFLICT (meter) DO UPDATE SET wanted = excluded.wanted, note = excluded.note,
  actor = excluded.actor, since = excluded.since

-- name: delete_hold
DELETE FROM supply_hold WHERE meter = :meter

-- name: meter_kind
SELECT m.has_relay, am.account, m.retired_at
FROM meter m
LEFT JOIN account_meter am ON am.meter = m.id AND am.until IS NULL
WHERE m.id = :meter

-- name: gaps
SELECT w.meter, m.line, w.wanted, w.decision, w.attempts
FROM supply_wish w
JOIN meter m ON m.id = w.meter
WHERE w.confirmed_at IS NULL
ORDER BY w.meter

-- name: gap_of
SELECT w.meter, m.line, w.wanted, w.decision, w.attempts
FROM supply_wish w
JOIN meter m ON m.id = w.meter
WHERE w.confirmed_at IS NULL AND w.meter = :meter

-- name: noted_standing
SELECT coalesce(b.amount_fen, 0), coalesce(s.running_fen, 0), a.credit_limit_fen, a.payment_mode
FROM account a
LEFT JOIN balance b ON b.book = 1 AND b.account = a.id
LEFT JOIN account_state s ON s.account = a.id
WHERE a.id = :account

-- name: has_gap
SELECT meter FROM supply_wish WHERE meter = :meter AND confirmed_at IS NULL

-- name: hold_of
SELECT wanted FROM supply_hold WHERE meter = :meter

-- name: open_decision
SELECT decision FROM supply_wish WHERE meter = :meter AND confirmed_at IS NULL

-- name: any_decision
SELECT decision FROM supply_wish WHERE meter = :meter
