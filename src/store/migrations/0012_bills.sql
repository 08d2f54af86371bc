-- Bills: what they hold beside energy, when they were closed, and what came later. Days are closed
-- too. Money for fees is kept apart from money for electricity.

ALTER TABLE top_up ADD COLUMN purpose INTEGER NOT NULL DEFAULT 0;  -- Purpose

-- What has been posted of each line of a bill beside energy: a current picture.
CREATE TABLE bill_item (
  account INTEGER NOT NULL REFERENCES account (id),
  bill TEXT NOT NULL,
  code TEXT NOT NULL,
  version INTEGER NOT NULL,  -- 0 on a line of no version
  amount_fen INTEGER NOT NULL,
  PRIMARY KEY (account, bill, code, version)
) STRICT, WITHOUT ROWID;

-- Each time such a line was posted: the line as it stood then, and what was posted before.
CREATE TABLE item_charge (
  id INTEGER PRIMARY KEY,
  journal INTEGER NOT NULL REFERENCES journal (id),
  account INTEGER NOT NULL REFERENCES account (id),
  bill TEXT NOT NULL,
  code TEXT NOT NULL,
  version INTEGER NOT NULL,
  as_of INTEGER NOT NULL,    -- days that had ended by then count
  quantity TEXT NOT NULL,    -- exact decimals, as the next two
  price TEXT NOT NULL,
  exact_yuan TEXT NOT NULL,
  before_fen INTEGER NOT NULL,
  after_fen INTEGER NOT NULL
) STRICT;
CREATE INDEX item_charge_account ON item_charge (account, id);
CREATE INDEX item_charge_journal ON item_charge (journal);
CREATE TRIGGER item_charge_keeps BEFORE UPDATE ON item_charge
  BEGIN SELECT raise(ABORT, 'item_charge is append-only'); END;
CREATE TRIGGER item_charge_stays BEFORE DELETE ON item_charge
  BEGIN SELECT raise(ABORT, 'item_charge is append-only'); END;

-- A closed bill never changes: what comes later for its lines is an adjustment.
CREATE TABLE bill_closing (
  account INTEGER NOT NULL REFERENCES account (id),
  bill TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  closed_at INTEGER NOT NULL,
  energy_wh INTEGER NOT NULL,
  energy_fen INTEGER NOT NULL,
  items_fen INTEGER NOT NULL,
  PRIMARY KEY (account, bill)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER bill_closing_keeps BEFORE UPDATE ON bill_closing
  BEGIN SELECT raise(ABORT, 'bill_closing is append-only'); END;
CREATE TRIGGER bill_closing_stays BEFORE DELETE ON bill_closing
  BEGIN SELECT raise(ABORT, 'bill_closing is append-only'); END;

CREATE TABLE adjustment (
  id INTEGER PRIMARY KEY,
  journal INTEGER NOT NULL UNIQUE REFERENCES journal (id),
  account INTEGER NOT NULL REFERENCES account (id),
  bill TEXT NOT NULL,
  amount_fen INTEGER NOT NULL,  -- positive: the tenant pays
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX adjustment_bill ON adjustment (account, bill);
CREATE TRIGGER adjustment_keeps BEFORE UPDATE ON adjustment
  BEGIN SELECT raise(ABORT, 'adjustment is append-only'); END;
CREATE TRIGGER adjustment_stays BEFORE DELETE ON adjustment
  BEGIN SELECT raise(ABORT, 'adjustment is append-only'); END;

-- A closed day: no journal stands before its end any more.
CREATE TABLE day_closing (
  until INTEGER PRIMARY KEY,  -- the midnight that ended it
  closed_at INTEGER NOT NULL,
  journals INTEGER NOT NULL   -- so many that day
) STRICT;
CREATE TRIGGER day_closing_keeps BEFORE UPDATE ON day_closing
  BEGIN SELECT raise(ABORT, 'day_closing is append-only'); END;
CREATE TRIGGER day_closing_stays BEFORE DELETE ON day_closing
  BEGIN SELECT raise(ABORT, 'day_closing is append-only'); END;

CREATE TABLE day_closing_sum (
  until INTEGER NOT NULL REFERENCES day_closing (until),
  book INTEGER NOT NULL,
  moved_fen INTEGER NOT NULL,   -- that day
  amount_fen INTEGER NOT NULL,  -- what the book stood at when it ended
  PRIMARY KEY (until, book)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER day_closing_sum_keeps BEFORE UPDATE ON day_closing_sum
  BEGIN SELECT raise(ABORT, 'day_closing_sum is append-only'); END;
CREATE TRIGGER day_closing_sum_stays BEFORE DELETE ON day_closing_sum
  BEGIN SELECT raise(ABORT, 'day_closing_sum is append-only'); END;
