-- What changes about a meter while its account lives on: it is replaced by another one, its CT/PT
-- ratio is another from a reading on, its registers begin again at zero.

-- An address is taken by the meter that is in use. SQLite cannot drop a UNIQUE of a table: it is
-- made anew, its rows with their numbers, and the references to them are looked at again at the
-- commit.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE kept_meter AS SELECT id, project, line, room, address, model, ratio, has_relay, password,
  max_power_w, meter_group
FROM meter;
DROP TABLE meter;
CREATE TABLE meter (
  id INTEGER PRIMARY KEY,
  project INTEGER NOT NULL REFERENCES project (id),
  line INTEGER NOT NULL REFERENCES line (id),
  room INTEGER NOT NULL REFERENCES room (id),
  address TEXT NOT NULL,         -- as on the label
  model TEXT NOT NULL,           -- name of a meter model
  ratio INTEGER NOT NULL CHECK (ratio > 0),  -- the present one, the newest of meter_ratio
  has_relay INTEGER NOT NULL,
  password TEXT,                 -- DL/T 645: permission and password, hex
  max_power_w INTEGER NOT NULL CHECK (max_power_w > 0),
  meter_group INTEGER NOT NULL REFERENCES meter_group (id),
  rolls_at_wh INTEGER CHECK (rolls_at_wh > 0),  -- where its registers begin again; none: not known
  retired_at INTEGER,            -- its closing reading; none while it is in use
  replaces INTEGER UNIQUE REFERENCES meter (id)  -- the retired one in whose place it was built in
) STRICT;
INSERT INTO meter (id, project, line, room, address, model, ratio, has_relay, password, max_power_w,
  meter_group)
SELECT id, project, line, room, address, model, ratio, has_relay, password, max_power_w, meter_group
FROM kept_meter;
DROP TABLE kept_meter;
CREATE INDEX meter_room ON meter (room);
CREATE UNIQUE INDEX meter_address ON meter (line, address) WHERE retired_at IS NULL;
CREATE INDEX meter_line ON meter (line);

-- Who is replaced leaves no alarm behind.
CREATE INDEX alarm_meter ON alarm (meter) WHERE closed_at IS NULL;

-- CT x PT from a reading on. Of two that begin at the same one, the later said is right.
CREATE TABLE meter_ratio (
  id INTEGER PRIMARY KEY,
  meter INTEGER NOT NULL REFERENCES meter (id),
  since INTEGER NOT NULL,  -- 0: from the beginning
  ratio INTEGER NOT NULL CHECK (ratio > 0),
  note TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX meter_ratio_since ON meter_ratio (meter, since, id);
CREATE TRIGGER meter_ratio_keeps BEFORE UPDATE ON meter_ratio
  BEGIN SELECT raise(ABORT, 'meter_ratio is append-only'); END;
CREATE TRIGGER meter_ratio_stays BEFORE DELETE ON meter_ratio
  BEGIN SELECT raise(ABORT, 'meter_ratio is append-only'); END;
INSERT INTO meter_ratio (meter, since, ratio, note, actor, at)
SELECT id, 0, ratio, '', 'e2ms', 0 FROM meter ORDER BY id;

-- What a register gained by beginning again at zero between the two points: its end, or nothing.
ALTER TABLE charge ADD COLUMN rolled_wh INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accrual ADD COLUMN rolled_wh INTEGER NOT NULL DEFAULT 0;

-- Energy on both sides of the reading on which a ratio begins counts differently.
DROP VIEW reading_in_use;
CREATE VIEW reading_in_use AS
SELECT meter, from_at AS taken_at FROM charge
UNION ALL SELECT meter, to_at FROM charge
UNION ALL SELECT meter, from_at FROM accrual
UNION ALL SELECT meter, to_at FROM accrual
UNION ALL SELECT meter, last_at FROM meter_state
UNION ALL SELECT meter, opening_at FROM account_meter
UNION ALL SELECT meter, since FROM meter_ratio
UNION ALL SELECT meter, taken_at FROM reading_decision
UNION ALL SELECT meter, baseline_at FROM reading_decision
UNION ALL SELECT meter, taken_at FROM reading_void;
