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
  (SELECT count(*) FROM meter m WHERE m.line = l.id)
FROM line l
LEFT JOIN line_state s ON s.line = l.id
WHERE l.gateway BETWEEN :first AND :last AND l.project = :project
ORDER BY l.gateway, l.id
