-- What is lost behind a main meter and what public meters count is divided among the rooms behind
-- it. Sharing groups and their rules, the grid's bills, and each month's calculation.

CREATE TABLE sharing (
  id INTEGER PRIMARY KEY,
  project INTEGER NOT NULL REFERENCES project (id),
  name TEXT NOT NULL,
  UNIQUE (project, name)
) STRICT;

-- Counts from a month on until another takes over; of one month the newest. A rule by which a month
-- was calculated is never replaced.
CREATE TABLE share_rule (
  id INTEGER PRIMARY KEY,
  sharing INTEGER NOT NULL REFERENCES sharing (id),
  first_bill TEXT NOT NULL,   -- local month, "2026-11"
  basis INTEGER NOT NULL,     -- ShareBasis
  loss INTEGER NOT NULL,      -- whether it is divided, as the next
  common INTEGER NOT NULL,    -- the energy of public meters
  price_e8 INTEGER,           -- none: what the grid asked that month
  cap_percent INTEGER,        -- of what a participant pays for his own energy
  note TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX share_rule_from ON share_rule (sharing, first_bill);
CREATE TRIGGER share_rule_keeps BEFORE UPDATE ON share_rule
  BEGIN SELECT raise(ABORT, 'share_rule is append-only'); END;
CREATE TRIGGER share_rule_stays BEFORE DELETE ON share_rule
  BEGIN SELECT raise(ABORT, 'share_rule is append-only'); END;

CREATE TABLE share_rule_meter (
  rule INTEGER NOT NULL REFERENCES share_rule (id),
  meter INTEGER NOT NULL REFERENCES meter (id),
  role INTEGER NOT NULL,      -- ShareRole
  PRIMARY KEY (rule, meter)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER share_rule_meter_keeps BEFORE UPDATE ON share_rule_meter
  BEGIN SELECT raise(ABORT, 'share_rule_meter is append-only'); END;
CREATE TRIGGER share_rule_meter_stays BEFORE DELETE ON share_rule_meter
  BEGIN SELECT raise(ABORT, 'share_rule_meter is append-only'); END;

-- Rooms that take part; their meters stand behind the main meter.
CREATE TABLE share_rule_room (
  rule INTEGER NOT NULL REFERENCES share_rule (id),
  room INTEGER NOT NULL REFERENCES room (id),
  area INTEGER NOT NULL,      -- hundredths of a square metre
  PRIMARY KEY (rule, room)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER share_rule_room_keeps BEFORE UPDATE ON share_rule_room
  BEGIN SELECT raise(ABORT, 'share_rule_room is append-only'); END;
CREATE TRIGGER share_rule_room_stays BEFORE DELETE ON share_rule_room
  BEGIN SELECT raise(ABORT, 'share_rule_room is append-only'); END;

-- What the grid asked for a main meter's month; the newest of a month counts.
CREATE TABLE grid_bill (
  id INTEGER PRIMARY KEY,
  meter INTEGER NOT NULL REFERENCES meter (id),
  bill TEXT NOT NULL,
  energy_wh INTEGER NOT NULL CHECK (energy_wh > 0),
  amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
  note TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX grid_bill_month ON grid_bill (meter, bill);
CREATE TRIGGER grid_bill_keeps BEFORE UPDATE ON grid_bill
  BEGIN SELECT raise(ABORT, 'grid_bill is append-only'); END;
CREATE TRIGGER grid_bill_stays BEFORE DELETE ON grid_bill
  BEGIN SELECT raise(ABORT, 'grid_bill is append-only'); END;

-- A month that was calculated and posted; the newest one of a month counts.
CREATE TABLE share_run (
  id INTEGER PRIMARY KEY,
  sharing INTEGER NOT NULL REFERENCES sharing (id),
  rule INTEGER NOT NULL REFERENCES share_rule (id),
  bill TEXT NOT NULL,
  main_wh INTEGER NOT NULL,
  sub_wh INTEGER NOT NULL,      -- of all meters behind the main ones, public ones too
  common_wh INTEGER NOT NULL,   -- of the public ones
  grid_wh INTEGER NOT NULL,     -- 0 without a bill of the grid, as the next
  grid_fen INTEGER NOT NULL,
  loss_fen INTEGER NOT NULL,    -- what was divided, as the next
  common_fen INTEGER NOT NULL,
  charged_fen INTEGER NOT NULL, -- to the tenants; the rest is the landlord's
  actor TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX share_run_month ON share_run (sharing, bill);
CREATE TRIGGER share_run_keeps BEFORE UPDATE ON share_run
  BEGIN SELECT raise(ABORT, 'share_run is append-only'); END;
CREATE TRIGGER share_run_stays BEFORE DELETE ON share_run
  BEGIN SELECT raise(ABORT, 'share_run is append-only'); END;

CREATE TABLE share_run_meter (
  run INTEGER NOT NULL REFERENCES share_run (id),
  meter INTEGER NOT NULL REFERENCES meter (id),
  role INTEGER NOT NULL,        -- ShareRole
  from_at INTEGER NOT NULL,
  from_wh INTEGER NOT NULL,     -- register, before the ratio
  from_computed INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  to_wh INTEGER NOT NULL,
  to_computed INTEGER NOT NULL,
  ratio INTEGER NOT NULL,
  energy_wh INTEGER NOT NULL,   -- after the ratio
  grid_bill INTEGER REFERENCES grid_bill (id),
  PRIMARY KEY (run, meter)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER share_run_meter_keeps BEFORE UPDATE ON share_run_meter
  BEGIN SELECT raise(ABORT, 'share_run_meter is append-only'); END;
CREATE TRIGGER share_run_meter_stays BEFORE DELETE ON share_run_meter
  BEGIN SELECT raise(ABORT, 'share_run_meter is append-only'); END;

-- Who lived in a room that takes part, and for how long; account 0: nobody did.
CREATE TABLE share_run_party (
  run INTEGER NOT NULL REFERENCES share_run (id),
  room INTEGER NOT NULL REFERENCES room (id),
  account INTEGER NOT NULL,
  area INTEGER NOT NULL,
  days INTEGER NOT NULL,
  used_wh INTEGER NOT NULL,
  energy_fen INTEGER NOT NULL,     -- what he pays for his own energy that month
  kept_loss_fen INTEGER,           -- of an account that was closed: what it was charged stays
  kept_common_fen INTEGER,
  loss_fen INTEGER NOT NULL,       -- his share
  common_fen INTEGER NOT NULL,
  loss_charged_fen INTEGER NOT NULL,
  common_charged_fen INTEGER NOT NULL,
  PRIMARY KEY (run, room, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX share_run_party_account ON share_run_party (account, run);
CREATE TRIGGER share_run_party_keeps BEFORE UPDATE ON share_run_party
  BEGIN SELECT raise(ABORT, 'share_run_party is append-only'); END;
CREATE TRIGGER share_run_party_stays BEFORE DELETE ON share_run_party
  BEGIN SELECT raise(ABORT, 'share_run_party is append-only'); END;

-- Who lived in a room over time, and whose accounts a project's are.
CREATE INDEX account_room ON account (room, opened_at);
CREATE INDEX account_project ON account (project);
