-- How often each class of data is wanted, by group of meters instead of one interval per meter. The
-- energy is the pulse; the other classes ride along on its polls and so come no more often.

CREATE TABLE meter_group (
  id INTEGER PRIMARY KEY,
  project INTEGER NOT NULL REFERENCES project (id),
  name TEXT NOT NULL,
  energy_ms INTEGER NOT NULL CHECK (energy_ms > 0),
  momentary_ms INTEGER NOT NULL CHECK (momentary_ms >= energy_ms),
  status_ms INTEGER NOT NULL CHECK (status_ms >= energy_ms),
  clock_ms INTEGER NOT NULL CHECK (clock_ms >= energy_ms),
  freezes INTEGER NOT NULL,  -- whether the meter's own daily freezes are fetched
  UNIQUE (project, name)
) STRICT;

-- One group for each interval a project has.
INSERT INTO meter_group (project, name, energy_ms, momentary_ms, status_ms, clock_ms, freezes)
SELECT DISTINCT project, (poll_ms / 1000) || ' s', poll_ms, poll_ms, poll_ms,
  max(poll_ms, 86400000), 1
FROM meter
WHERE poll_ms % 60000 <> 0
UNION
SELECT DISTINCT project, (poll_ms / 60000) || ' min', poll_ms, poll_ms, poll_ms,
  max(poll_ms, 86400000), 1
FROM meter
WHERE poll_ms % 60000 = 0;

-- A column that is added to rows cannot be NOT NULL and refer to a table: the trigger says it.
ALTER TABLE meter ADD COLUMN meter_group INTEGER REFERENCES meter_group (id);
UPDATE meter SET meter_group = (SELECT g.id FROM meter_group g
  WHERE g.project = meter.project AND g.energy_ms = meter.poll_ms);
ALTER TABLE meter DROP COLUMN poll_ms;
CREATE TRIGGER meter_has_group BEFORE INSERT ON meter WHEN NEW.meter_group IS NULL
  BEGIN SELECT raise(ABORT, 'a meter belongs to a group'); END;
