-- How each line does, as its keeper last counted it: a current picture, see LineFigures.
CREATE TABLE line_figures (
  line INTEGER PRIMARY KEY REFERENCES line (id),
  at INTEGER NOT NULL,
  asked INTEGER NOT NULL,      -- in the hour before `at`, as the next three
  answered INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  silent INTEGER NOT NULL,
  round_trip_ms INTEGER,       -- none until the first answer, as the next
  last_round_trip_ms INTEGER,
  heard_at INTEGER,
  next_poll INTEGER,           -- none while the line is down
  meters_silent INTEGER NOT NULL
) STRICT;
