-- Money at the desk beyond cash: bank transfers and cards, money whose owner is not known yet, what is
-- paid back, and balances that a person puts right.

-- Money whose owner is not known moves no account: a journal may have none. SQLite cannot drop a NOT
-- NULL: the table is made anew, its rows with their numbers, and the references to them are looked at
-- again at the commit.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE kept_journal AS SELECT * FROM journal;
DROP TABLE journal;
CREATE TABLE journal (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  kind INTEGER NOT NULL,      -- JournalKind
  account INTEGER REFERENCES account (id),  -- none: it moves books of the house alone
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  cause TEXT NOT NULL,
  reverses INTEGER UNIQUE REFERENCES journal (id),
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
INSERT INTO journal (id, key, kind, account, at, actor, cause, reverses, previous_hash, hash)
SELECT id, key, kind, account, at, actor, cause, reverses, previous_hash, hash FROM kept_journal
ORDER BY id;
DROP TABLE kept_journal;
CREATE INDEX journal_account ON journal (account, id);
CREATE INDEX journal_at ON journal (at);
CREATE TRIGGER journal_keeps BEFORE UPDATE ON journal
  BEGIN SELECT raise(ABORT, 'journal is append-only'); END;
CREATE TRIGGER journal_stays BEFORE DELETE ON journal
  BEGIN SELECT raise(ABORT, 'journal is append-only'); END;

-- Money that was received and belongs to nobody we know yet.
CREATE TABLE unassigned (
  id INTEGER PRIMARY KEY,
  project INTEGER NOT NULL REFERENCES project (id),
  journal INTEGER NOT NULL UNIQUE REFERENCES journal (id),
  amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
  channel INTEGER NOT NULL,   -- Channel
  reference TEXT NOT NULL,    -- as of a top-up
  payer TEXT NOT NULL,        -- as the bank's statement names him; may be empty
  note TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (channel, reference)
) STRICT;
CREATE INDEX unassigned_project ON unassigned (project, id);
CREATE TRIGGER unassigned_keeps BEFORE UPDATE ON unassigned
  BEGIN SELECT raise(ABORT, 'unassigned is append-only'); END;
CREATE TRIGGER unassigned_stays BEFORE DELETE ON unassigned
  BEGIN SELECT raise(ABORT, 'unassigned is append-only'); END;

-- Where it went: to an account as a top-up, or back. One whose journal was reversed counts no more.
CREATE TABLE unassigned_end (
  id INTEGER PRIMARY KEY,
  unassigned INTEGER NOT NULL REFERENCES unassigned (id),
  key TEXT NOT NULL UNIQUE,   -- the clerk's request key
  journal INTEGER NOT NULL UNIQUE REFERENCES journal (id),
  top_up INTEGER UNIQUE REFERENCES top_up (id),  -- none: it went back
  note TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX unassigned_end_of ON unassigned_end (unassigned, id);
CREATE TRIGGER unassigned_end_keeps BEFORE UPDATE ON unassigned_end
  BEGIN SELECT raise(ABORT, 'unassigned_end is append-only'); END;
CREATE TRIGGER unassigned_end_stays BEFORE DELETE ON unassigned_end
  BEGIN SELECT raise(ABORT, 'unassigned_end is append-only'); END;

-- What an account was paid back at the desk.
CREATE TABLE pay_out (
  id INTEGER PRIMARY KEY,
  journal INTEGER NOT NULL UNIQUE REFERENCES journal (id),
  account INTEGER NOT NULL REFERENCES account (id),
  purpose INTEGER NOT NULL,   -- Purpose: the wallet it came out of
  amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
  channel INTEGER NOT NULL,   -- Channel
  reference TEXT NOT NULL,    -- the clerk's request key
  note TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (channel, reference)
) STRICT;
CREATE INDEX pay_out_account ON pay_out (account, id);
CREATE TRIGGER pay_out_keeps BEFORE UPDATE ON pay_out
  BEGIN SELECT raise(ABORT, 'pay_out is append-only'); END;
CREATE TRIGGER pay_out_stays BEFORE DELETE ON pay_out
  BEGIN SELECT raise(ABORT, 'pay_out is append-only'); END;

-- What each book of a project moved on a closed day, and stood at when it ended. One row for each day
-- from the first on which the book moved.
CREATE TABLE day_closing_book (
  until INTEGER NOT NULL REFERENCES day_closing (until),
  project INTEGER NOT NULL REFERENCES project (id),
  book INTEGER NOT NULL,
  debit_fen INTEGER NOT NULL,   -- sum of the negative entries, without their sign
  credit_fen INTEGER NOT NULL,  -- sum of the positive entries
  amount_fen INTEGER NOT NULL,
  PRIMARY KEY (project, until, book)
) STRICT, WITHOUT ROWID;
INSERT INTO day_closing_book (until, project, book, debit_fen, credit_fen, amount_fen)
WITH day AS (
  SELECT c.until, coalesce((SELECT max(p.until) FROM day_closing p WHERE p.until < c.until),
    -9223372036854775808) AS since
  FROM day_closing c),
moved AS (
  SELECT d.until, a.project, e.book, -sum(min(e.amount_fen, 0)) AS debit,
    sum(max(e.amount_fen, 0)) AS credit
  FROM day d JOIN journal j ON j.at >= d.since AND j.at < d.until
  JOIN account a ON a.id = j.account JOIN entry e ON e.journal = j.id
  GROUP BY d.until, a.project, e.book)
SELECT d.until, k.project, k.book, coalesce(m.debit, 0), coalesce(m.credit, 0),
  (SELECT sum(n.credit - n.debit) FROM moved n
    WHERE n.project = k.project AND n.book = k.book AND n.until <= d.until)
FROM day d
JOIN (SELECT project, book, min(until) AS first FROM moved GROUP BY project, book) k
  ON k.first <= d.until
LEFT JOIN moved m ON m.until = d.until AND m.project = k.project AND m.book = k.book;
CREATE TRIGGER day_closing_book_keeps BEFORE UPDATE ON day_closing_book
  BEGIN SELECT raise(ABORT, 'day_closing_book is append-only'); END;
CREATE TRIGGER day_closing_book_stays BEFORE DELETE ON day_closing_book
  BEGIN SELECT raise(ABORT, 'day_closing_book is append-only'); END;

-- The project whose books a journal moves.
CREATE VIEW journal_project AS
SELECT j.id AS journal, j.at, coalesce(a.project, u.project, w.project) AS project
FROM journal j
LEFT JOIN account a ON a.id = j.account
LEFT JOIN unassigned u ON u.journal = j.id
LEFT JOIN unassigned_end n ON n.journal = j.id
LEFT JOIN unassigned w ON w.id = n.unassigned;
