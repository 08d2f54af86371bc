-- How far each meter's clock was from ours, each time it was looked at.

CREATE TABLE clock_check (
  meter INTEGER NOT NULL REFERENCES meter (id),
  at INTEGER NOT NULL,
  step INTEGER NOT NULL,  -- ClockStep: what was done just before
  drift_ms INTEGER,       -- the meter's clock less ours; none when it did not tell
  PRIMARY KEY (meter, at)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER clock_check_keeps BEFORE UPDATE ON clock_check
  BEGIN SELECT raise(ABORT, 'clock_check is append-only'); END;
CREATE TRIGGER clock_check_stays BEFORE DELETE ON clock_check
  BEGIN SELECT raise(ABORT, 'clock_check is append-only'); END;

-- What a meter was found not to have, so that it is not asked again after each restart. True of that
-- address and model only.
CREATE TABLE meter_learnt (
  meter INTEGER PRIMARY KEY REFERENCES meter (id),
  address TEXT NOT NULL,
  model TEXT NOT NULL,
  refused TEXT NOT NULL,  -- device::Learnt, hex numbers with blanks between
  since INTEGER NOT NULL
) STRICT;
