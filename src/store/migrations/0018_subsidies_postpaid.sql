-- What the landlord gives an account each month, accounts that pay afterwards, and when a bill is
-- due.

-- A grant of every month from the first to the last. `quantity` is fen or Wh; `persons` multiplies
-- it.
CREATE TABLE subsidy (
  id INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account (id),
  key TEXT NOT NULL UNIQUE,     -- so that it is granted once
  unit INTEGER NOT NULL,        -- SubsidyUnit
  quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 10000000000),
  persons INTEGER CHECK (persons BETWEEN 1 AND 1000),  -- none: for the room
  first_month TEXT NOT NULL,    -- "2026-11", as the next
  last_month TEXT,              -- none: open
  note TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX subsidy_account ON subsidy (account, first_month);
CREATE TRIGGER subsidy_keeps BEFORE UPDATE ON subsidy
  BEGIN SELECT raise(ABORT, 'subsidy is append-only'); END;
CREATE TRIGGER subsidy_stays BEFORE DELETE ON subsidy
  BEGIN SELECT raise(ABORT, 'subsidy is append-only'); END;

-- From that month on the grant gives nothing; of several the earliest counts.
CREATE TABLE subsidy_end (
  id INTEGER PRIMARY KEY,
  subsidy INTEGER NOT NULL REFERENCES subsidy (id),
  from_month TEXT NOT NULL,
  note TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX subsidy_end_subsidy ON subsidy_end (subsidy, from_month);
CREATE TRIGGER subsidy_end_keeps BEFORE UPDATE ON subsidy_end
  BEGIN SELECT raise(ABORT, 'subsidy_end is append-only'); END;
CREATE TRIGGER subsidy_end_stays BEFORE DELETE ON subsidy_end
  BEGIN SELECT raise(ABORT, 'subsidy_end is append-only'); END;

-- How an account pays now, and each time that changed.
ALTER TABLE project ADD COLUMN due_days INTEGER NOT NULL DEFAULT 15;
ALTER TABLE account ADD COLUMN payment_mode INTEGER NOT NULL DEFAULT 0;  -- PaymentMode
ALTER TABLE account ADD COLUMN due_days INTEGER;  -- none: the project's
CREATE TABLE payment_mode_change (
  id INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account (id),
  mode INTEGER NOT NULL,
  due_days INTEGER,
  note TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX payment_mode_change_account ON payment_mode_change (account, id);
CREATE TRIGGER payment_mode_change_keeps BEFORE UPDATE ON payment_mode_change
  BEGIN SELECT raise(ABORT, 'payment_mode_change is append-only'); END;
CREATE TRIGGER payment_mode_change_stays BEFORE DELETE ON payment_mode_change
  BEGIN SELECT raise(ABORT, 'payment_mode_change is append-only'); END;

-- What a closed bill, or an adjustment of one, asks for, and until when. It was settled for once and
-- for all when it was made: settings that change later do not move it.
CREATE TABLE bill_due (
  account INTEGER NOT NULL REFERENCES account (id),
  bill TEXT NOT NULL,
  adjustment INTEGER NOT NULL,  -- 0: of the bill itself
  due_at INTEGER NOT NULL,      -- from here on it is overdue
  amount_fen INTEGER NOT NULL,  -- out of the wallet for electricity
  fees_fen INTEGER NOT NULL,    -- out of the wallet for fees
  PRIMARY KEY (account, bill, adjustment)
) STRICT, WITHOUT ROWID;
CREATE INDEX bill_due_at ON bill_due (account, due_at);
CREATE TRIGGER bill_due_keeps BEFORE UPDATE ON bill_due
  BEGIN SELECT raise(ABORT, 'bill_due is append-only'); END;
CREATE TRIGGER bill_due_stays BEFORE DELETE ON bill_due
  BEGIN SELECT raise(ABORT, 'bill_due is append-only'); END;

-- Whoever paid in advance owes at once.
INSERT INTO bill_due (account, bill, adjustment, due_at, amount_fen, fees_fen)
SELECT c.account, c.bill, 0, c.closed_at, c.energy_fen + c.items_fen - c.fees, c.fees
FROM (SELECT b.account, b.bill, b.closed_at, b.energy_fen, b.items_fen,
    coalesce((SELECT sum(i.after_fen - i.before_fen) FROM item_charge i
      JOIN journal j ON j.id = i.journal
      WHERE i.account = b.account AND i.bill = b.bill AND j.kind <> 5
        AND (i.code LIKE 'fixed:%' OR i.code = 'vat:fees')), 0) AS fees
  FROM bill_closing b) c;
INSERT INTO bill_due (account, bill, adjustment, due_at, amount_fen, fees_fen)
SELECT a.account, a.bill, a.id, a.at, a.amount_fen - a.fees, a.fees
FROM (SELECT d.account, d.bill, d.id, d.at, d.amount_fen,
    -coalesce((SELECT sum(e.amount_fen) FROM entry e
      WHERE e.journal = d.journal AND e.book = 6), 0) AS fees
  FROM adjustment d) a;

-- Pictures for the lists, and what a decision rested on.
ALTER TABLE account_state ADD COLUMN subsidised INTEGER NOT NULL DEFAULT 0;
ALTER TABLE supply_decision ADD COLUMN overdue_fen INTEGER;
ALTER TABLE supply_decision ADD COLUMN subsidised INTEGER;
