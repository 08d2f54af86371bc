-- What each meter noted at each local midnight. One that the meter does not hold is kept too: it
-- never comes to hold it.

CREATE TABLE freeze (
  meter INTEGER NOT NULL REFERENCES meter (id),
  at INTEGER NOT NULL,       -- the midnight
  verdict INTEGER NOT NULL,  -- FreezeVerdict
  read_at INTEGER NOT NULL,
  frozen_at INTEGER,         -- the meter's own stamp; from here on none when it is absent
  total_wh INTEGER,          -- register, before the ratio
  rate1_wh INTEGER,
  rate2_wh INTEGER,
  rate3_wh INTEGER,
  rate4_wh INTEGER,
  rate5_wh INTEGER,
  raw TEXT,
  PRIMARY KEY (meter, at)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER freeze_keeps BEFORE UPDATE ON freeze
  BEGIN SELECT raise(ABORT, 'freeze is append-only'); END;
CREATE TRIGGER freeze_stays BEFORE DELETE ON freeze
  BEGIN SELECT raise(ABORT, 'freeze is append-only'); END;
