-- The books of a project over time.

-- name: close_day
INSERT INTO day_closing_book (until, project, book, debit_fen, credit_fen, amount_fen)
SELECT :until, x.project, x.book, sum(x.debit), sum(x.credit), sum(x.before + x.credit - x.debit)
FROM (SELECT p.project AS project, e.book AS book, 0 AS before,
    -min(e.amount_fen, 0) AS debit, max(e.amount_fen, 0) AS credit
  FROM journal_project p JOIN entry e ON e.journal = p.journal
  WHERE p.at >= :since AND p.at < :until
  UNION ALL SELECT d.project, d.book, d.amount_fen, 0, 0 FROM project q
  CROSS JOIN day_closing_book d ON d.project = q.id AND d.until = :since) x
GROUP BY x.project, x.book

-- name: closings
SELECT min(until), max(until) FROM day_closing WHERE until >= :from AND until <= :to

-- name: closing_before
SELECT max(until) FROM day_closing WHERE until <= :at

-- name: stood
SELECT book, 0, 0, amount_fen FROM day_closing_book WHERE project = :project AND until = :until

-- name: moved_on_closed_days
SELECT book, sum(debit_fen), sum(credit_fen), 0 FROM day_closing_book
WHERE project = :project AND until > :from AND until <= :to
GROUP BY book

-- name: moved
SELECT e.book, -sum(min(e.amount_fen, 0)), sum(max(e.amount_fen, 0)), 0
FROM journal_project p JOIN entry e ON e.journal = p.journal
WHERE p.at >= :from AND p.at < :to AND p.project = :project
GROUP BY e.book

-- name: project
SELECT name, time_zone FROM project WHERE id = :project
