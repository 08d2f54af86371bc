-- A wish: this line shall be recorded until then. It ends by itself.
CREATE TABLE line_recording (
  line INTEGER PRIMARY KEY REFERENCES line (id),
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  actor TEXT NOT NULL
) STRICT;
CREATE INDEX line_recording_until ON line_recording (until);

-- What passed over the lines that were recorded. Limited for each line and in age; no fact, the
-- oldest go. Passwords were overwritten before.
CREATE TABLE frame_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again: pages ask for what came after one
  line INTEGER NOT NULL REFERENCES line (id),
  at INTEGER NOT NULL,
  direction INTEGER NOT NULL,  -- FrameDirection
  hidden INTEGER NOT NULL,     -- a password stood in it
  bytes TEXT NOT NULL          -- hex
) STRICT;
CREATE INDEX frame_log_line ON frame_log (line, id);
CREATE INDEX frame_log_at ON frame_log (at);
