-- Sign-ins of the pages.

-- name: insert
INSERT INTO web_session (token_hash, kind, subject, csrf, created_at, seen_at)
VALUES (:token_hash, :kind, :subject, :csrf, :at, :at)

-- name: touch
UPDATE web_session SET seen_at = :at WHERE token_hash = :token_hash AND seen_at < :at

-- name: delete
DELETE FROM web_session WHERE token_hash = :token_hash

-- name: delete_old
DELETE FROM web_session WHERE seen_at < :idle_since OR created_at < :created_before
