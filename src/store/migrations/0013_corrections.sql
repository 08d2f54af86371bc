-- Readings that people enter and take back, and what that changes of what was charged.

ALTER TABLE reading ADD COLUMN source INTEGER NOT NULL DEFAULT 0;  -- ReadingSource

-- A reading that counts no more.
CREATE TABLE reading_void (
  meter INTEGER NOT NULL REFERENCES meter (id),
  taken_at INTEGER NOT NULL,
  note TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (meter, taken_at)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER reading_void_keeps BEFORE UPDATE ON reading_void
  BEGIN SELECT raise(ABORT, 'reading_void is append-only'); END;
CREATE TRIGGER reading_void_stays BEFORE DELETE ON reading_void
  BEGIN SELECT raise(ABORT, 'reading_void is append-only'); END;

-- An account was settled again because something about a meter's past changed.
CREATE TABLE correction (
  id INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account (id),
  meter INTEGER NOT NULL REFERENCES meter (id),
  since INTEGER NOT NULL,  -- the instant from which energy may be another
  note TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX correction_meter ON correction (meter, since);
CREATE INDEX correction_account ON correction (account);
CREATE TRIGGER correction_keeps BEFORE UPDATE ON correction
  BEGIN SELECT raise(ABORT, 'correction is append-only'); END;
CREATE TRIGGER correction_stays BEFORE DELETE ON correction
  BEGIN SELECT raise(ABORT, 'correction is append-only'); END;

-- A charge of a correction is the difference of its line's energy; its two points are where the
-- change begins and how far it was settled again.
ALTER TABLE charge ADD COLUMN correction INTEGER REFERENCES correction (id);

DROP VIEW baseline;
CREATE VIEW baseline AS
SELECT r.taken_at, r.meter, r.total_wh, r.power_mw, r.rate1_wh, r.rate2_wh, r.rate3_wh, r.rate4_wh,
  r.rate5_wh
FROM reading r
WHERE (r.verdict = 0 OR EXISTS (SELECT 1 FROM reading_decision d
    WHERE d.meter = r.meter AND d.taken_at = r.taken_at AND d.kind <> 2))
  AND NOT EXISTS (SELECT 1 FROM reading_void v
    WHERE v.meter = r.meter AND v.taken_at = r.taken_at);

DROP VIEW reading_in_use;
CREATE VIEW reading_in_use AS
SELECT meter, from_at AS taken_at FROM charge
UNION ALL SELECT meter, to_at FROM charge
UNION ALL SELECT meter, from_at FROM accrual
UNION ALL SELECT meter, to_at FROM accrual
UNION ALL SELECT meter, last_at FROM meter_state
UNION ALL SELECT meter, opening_at FROM account_meter
UNION ALL SELECT meter, taken_at FROM reading_decision
UNION ALL SELECT meter, baseline_at FROM reading_decision
UNION ALL SELECT meter, taken_at FROM reading_void;

-- What a day's energy was follows from its readings: where people entered some or took some back, it
-- is computed again.
DROP TRIGGER energy_day_keeps;
CREATE TRIGGER energy_day_keeps BEFORE UPDATE ON energy_day
  WHEN NOT (new.meter = old.meter AND new.day = old.day AND new.until = old.until
    AND (EXISTS (SELECT 1 FROM reading_void v WHERE v.meter = old.meter)
      OR EXISTS (SELECT 1 FROM reading r WHERE r.meter = old.meter AND r.source <> 0)))
  BEGIN SELECT raise(ABORT, 'energy_day is append-only'); END;
DROP TRIGGER energy_day_stays;
CREATE TRIGGER energy_day_stays BEFORE DELETE ON energy_day
  WHEN NOT EXISTS (SELECT 1 FROM reading_void v WHERE v.meter = old.meter
    AND v.taken_at >= old.day AND v.taken_at < old.until)
  BEGIN SELECT raise(ABORT, 'energy_day is append-only'); END;
