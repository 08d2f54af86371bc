-- What the line keepers and the clockwork ask and note.

-- name: lines
SELECT id, name, mode, host, port, registration, device, baud, parity, data_bits, stop_bits,
  framing, heartbeats, answer_ms, gap_ms
FROM line ORDER BY id

-- name: meters
SELECT m.id, m.line, m.address, m.model, m.password, m.has_relay, g.energy_ms,
  g.momentary_ms, g.status_ms, g.clock_ms, g.freezes, s.heard_at,
  (SELECT max(c.at) FROM clock_check c WHERE c.meter = m.id AND c.at <= :now),
  (SELECT max(f.at) FROM freeze f WHERE f.meter = m.id AND f.at <= :now AND f.read_at <= :now),
  x.refused, x.since, m.rolls_at_wh IS NOT NULL, m.medium
FROM meter m
JOIN meter_group g ON g.id = m.meter_group
LEFT JOIN meter_state s ON s.meter = m.id
LEFT JOIN meter_learnt x ON x.meter = m.id AND x.address = m.address AND x.model = m.model
WHERE m.retired_at IS NULL
ORDER BY m.line, m.id

-- name: keep_learnt
INSERT INTO meter_learnt (meter, address, model, refused, since)
SELECT id, address, model, :refused, :since FROM meter WHERE id = :meter
ON CONFLICT (meter) DO UPDATE SET address = excluded.address, model = excluded.model,
  refused = excluded.refused, since = excluded.since

-- name: forget_learnt
DELETE FROM meter_learnt WHERE meter = :meter

-- name: set_line_state
INSERT INTO line_state (line, online, peer, since) VALUES (:line, :online, :peer, :at)
ON CONFLICT (line) DO UPDATE SET online = excluded.online, peer = excluded.peer,
  since = excluded.since

-- name: projects
SELECT id, time_zone FROM project ORDER BY id

-- name: jobs
SELECT name, done_through FROM clock_job ORDER BY name

-- name: finish_job
INSERT INTO clock_job (name, done_through) VALUES (:name, :done_through)
ON CONFLICT (name) DO UPDATE SET done_through = excluded.done_through
