-- Gateways with their lines, for people.

-- name: gateways
SELECT id, name, maker, model, note
FROM gateway
WHERE project = :project AND id > :after AND (:gateway = 0 OR id = :gateway)
ORDER BY id
LIMIT :at_most

-- name: lines
SELECT l.id, l.gateway, l.name, l.mode, l.framing, l.host, l.port, l.registration, l.device,
  l.baud, l.parity, l.data_bits, l.stop_bits, coalesce(s.online, 0), s.peer, s.since,
  (SELECT count(*) FROM meter m WHERE m.line = l.id AND m.retired_at IS NULL), f.at, f.asked, f.answered, f.refused,
  f.silent, f.round_trip_ms, f.last_round_trip_ms, f.heard_at, f.next_poll, f.meters_silent,
  c.since, c.until, c.actor
FROM line l
LEFT JOIN line_state s ON s.line = l.id
LEFT JOIN line_figures f ON f.line = l.id
LEFT JOIN line_recording c ON c.line = l.id
WHERE l.gateway BETWEEN :first AND :last AND l.project = :project AND (:line = 0 OR l.id = :line)
ORDER BY l.gateway, l.id

-- name: meters_of_line
SELECT m.id, m.address, m.model, g.energy_ms, m.has_relay, s.relay, s.heard_at, s.last_at, r.id,
  b.name, f.name, r.name
FROM meter m
JOIN meter_group g ON g.id = m.meter_group
JOIN room r ON r.id = m.room
JOIN area f ON f.id = r.area
LEFT JOIN area b ON b.id = f.parent
LEFT JOIN meter_state s ON s.meter = m.id
WHERE m.line = :line AND m.retired_at IS NULL
ORDER BY m.address
