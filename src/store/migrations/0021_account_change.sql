-- Rooms change hands. A vacant room has an account too, which the landlord holds; each time a room
-- passes from one account to the next, one reading of each meter is the last of the one and the first
-- of the other.
ALTER TABLE account ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;  -- AccountKind
ALTER TABLE project ADD COLUMN landlord TEXT NOT NULL DEFAULT '';  -- a name, perhaps none
-- More than this in a vacant room raises an alarm.
ALTER TABLE project ADD COLUMN vacant_use_wh INTEGER NOT NULL DEFAULT 1000;

CREATE TABLE hand_over (
  id INTEGER PRIMARY KEY,
  room INTEGER NOT NULL REFERENCES room (id),
  leaving INTEGER NOT NULL UNIQUE REFERENCES account (id),
  coming INTEGER NOT NULL UNIQUE REFERENCES account (id),
  moment INTEGER NOT NULL,
  note TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL  -- when it was told
) STRICT;
CREATE INDEX hand_over_room ON hand_over (room, id);
CREATE TRIGGER hand_over_keeps BEFORE UPDATE ON hand_over
  BEGIN SELECT raise(ABORT, 'hand_over is append-only'); END;
CREATE TRIGGER hand_over_stays BEFORE DELETE ON hand_over
  BEGIN SELECT raise(ABORT, 'hand_over is append-only'); END;

-- Whoever leaves is signed out.
CREATE INDEX web_session_subject ON web_session (kind, subject);
