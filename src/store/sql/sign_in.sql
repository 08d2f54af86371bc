-- Who may sign in, and who holds a session. Kind 0 is a manager, 1 a tenant.

-- name: holder
SELECT w.kind, w.subject, w.csrf, w.created_at, w.seen_at, coalesce(o.name, t.name), p.id, p.name,
  p.time_zone, v.id
FROM web_session w
LEFT JOIN operator o ON w.kind = 0 AND o.id = w.subject
LEFT JOIN account a ON w.kind = 1 AND a.id = w.subject AND a.closed_at IS NULL
LEFT JOIN tenant t ON t.id = a.tenant
LEFT JOIN account v ON v.room = a.room AND v.tenant = a.tenant AND v.medium = 1
  AND v.closed_at IS NULL
JOIN project p ON p.id = coalesce(o.project, a.project)
WHERE w.token_hash = :token_hash

-- name: manager
SELECT id, password_hash FROM operator WHERE name = :name

-- A tenant of electricity and water signs in once, to the account of electricity.
-- name: tenants
SELECT a.id, a.pin_hash
FROM room r
JOIN account a ON a.room = r.id AND a.closed_at IS NULL AND a.kind = 0
WHERE lower(r.name) = lower(trim(:name))
  AND NOT EXISTS (SELECT 1 FROM account e WHERE e.room = a.room AND e.medium < a.medium
    AND e.tenant = a.tenant AND e.closed_at IS NULL)
ORDER BY a.id
LIMIT 4
