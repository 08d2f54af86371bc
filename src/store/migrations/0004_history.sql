-- Readings of closed days, many in one row. A reading stays a row of its own when a charge, an opening
-- or a decision begins or ends with it, or when it was ever doubtful.

CREATE TABLE reading_pack (
  meter INTEGER NOT NULL REFERENCES meter (id),
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL CHECK (last_at >= first_at),
  count INTEGER NOT NULL CHECK (count > 0),
  readings BLOB NOT NULL,  -- domain/reading_pack.hpp
  PRIMARY KEY (meter, first_at)
) STRICT;

-- What a meter's energy was on a local day, for ever. Registers, before the ratio.
CREATE TABLE energy_day (
  meter INTEGER NOT NULL REFERENCES meter (id),
  day INTEGER NOT NULL,      -- its first instant
  until INTEGER NOT NULL CHECK (until >= day),
  last_at INTEGER NOT NULL,  -- the last reading of the day
  last_wh INTEGER NOT NULL,
  used_wh INTEGER NOT NULL,  -- since the last reading before the day
  hours BLOB NOT NULL,       -- domain/load.hpp
  PRIMARY KEY (meter, day)
) STRICT, WITHOUT ROWID;

-- One meter's rows among all that are kept by time.
CREATE INDEX reading_meter ON reading (meter, taken_at);
CREATE INDEX charge_meter_to ON charge (meter, to_at);
CREATE INDEX accrual_meter ON accrual (meter);

-- Instants of readings that something begins or ends with. Computed points among them are no
-- readings and do no harm.
CREATE VIEW reading_in_use AS
SELECT meter, from_at AS taken_at FROM charge
UNION ALL SELECT meter, to_at FROM charge
UNION ALL SELECT meter, from_at FROM accrual
UNION ALL SELECT meter, to_at FROM accrual
UNION ALL SELECT meter, last_at FROM meter_state
UNION ALL SELECT meter, opening_at FROM account_meter
UNION ALL SELECT meter, taken_at FROM reading_decision
UNION ALL SELECT meter, baseline_at FROM reading_decision;

DROP TRIGGER reading_stays;
-- pack_holds is a function of ours: no other program deletes a reading.
CREATE TRIGGER reading_stays BEFORE DELETE ON reading
  WHEN NOT coalesce((SELECT pack_holds(p.readings, old.taken_at) FROM reading_pack p
    WHERE p.meter = old.meter AND p.first_at <= old.taken_at
    ORDER BY p.first_at DESC LIMIT 1), 0)
  BEGIN SELECT raise(ABORT, 'reading goes only into a pack'); END;

CREATE TRIGGER reading_pack_keeps BEFORE UPDATE ON reading_pack
  BEGIN SELECT raise(ABORT, 'reading_pack is append-only'); END;
-- Retention: the day's energy stays.
CREATE TRIGGER reading_pack_stays BEFORE DELETE ON reading_pack
  WHEN NOT EXISTS (SELECT 1 FROM energy_day d WHERE d.meter = old.meter
    AND d.day <= old.first_at AND d.until > old.last_at)
  BEGIN SELECT raise(ABORT, 'reading_pack is append-only'); END;
CREATE TRIGGER energy_day_keeps BEFORE UPDATE ON energy_day
  BEGIN SELECT raise(ABORT, 'energy_day is append-only'); END;
CREATE TRIGGER energy_day_stays BEFORE DELETE ON energy_day
  BEGIN SELECT raise(ABORT, 'energy_day is append-only'); END;
