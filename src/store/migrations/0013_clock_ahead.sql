-- What was fetched while our clock ran ahead says nothing about the day it was kept for. Time only
-- goes on: one that was read before is from after the clock was set right, and takes its place.

DROP TRIGGER freeze_keeps;
CREATE TRIGGER freeze_keeps BEFORE UPDATE ON freeze
  WHEN NOT (old.verdict <> 0 AND new.read_at < old.read_at
    AND new.meter = old.meter AND new.at = old.at)
  BEGIN SELECT raise(ABORT, 'freeze is append-only'); END;
