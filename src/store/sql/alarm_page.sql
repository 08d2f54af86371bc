-- Alarms of a project for people. Those of the house itself (no meter, account or line) are shown
-- in every project.

-- name: list
SELECT x.id, x.kind, x.meter, x.account, x.line, coalesce(mr.name, ar.name), x.detail,
  x.opened_at, x.acknowledged_at, x.acknowledged_by, x.closed_at, coalesce(m.account, x.account)
FROM alarm x
LEFT JOIN (SELECT n.id, n.project, n.room, am.account FROM meter n
           LEFT JOIN account_meter am ON am.meter = n.id AND am.until IS NULL) m ON m.id = x.meter
LEFT JOIN room mr ON mr.id = m.room
LEFT JOIN account a ON a.id = x.account
LEFT JOIN room ar ON ar.id = a.room
LEFT JOIN line l ON l.id = x.line
WHERE coalesce(m.project, a.project, l.project, :project) = :project AND x.id < :before
  AND (:alarm = 0 OR x.id = :alarm)
  AND (:state = 0
    OR (:state = 1 AND x.closed_at IS NULL AND x.acknowledged_at IS NULL)
    OR (:state = 2 AND x.closed_at IS NULL AND x.acknowledged_at IS NOT NULL)
    OR (:state = 3 AND x.closed_at IS NOT NULL))
ORDER BY x.id DESC
LIMIT :at_most
