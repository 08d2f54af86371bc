-- A person wants to know now what a meter reads. A wish like a supply order: a row, so that a restart
-- does not forget it; the newest one of each meter.

CREATE TABLE read_wish (
  meter INTEGER PRIMARY KEY REFERENCES meter (id),
  asked_at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  answered_at INTEGER,  -- none while it is open
  outcome INTEGER       -- ReadOutcome
) STRICT;
CREATE INDEX read_wish_open ON read_wish (actor) WHERE answered_at IS NULL;
