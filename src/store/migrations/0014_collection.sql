-- How many of a day's readings went into packs: whether all of them are still there. None for days
-- from before.
ALTER TABLE energy_day ADD COLUMN packed INTEGER CHECK (packed >= 0);

-- Retention of what only explains: looks at a meter's clock, and the text of its freezes. What is
-- younger than a hundred days before the newest one of that meter stays; freezes are judged by it.
DROP TRIGGER clock_check_stays;
CREATE TRIGGER clock_check_stays BEFORE DELETE ON clock_check
  WHEN NOT EXISTS (SELECT 1 FROM clock_check c
    WHERE c.meter = old.meter AND c.at >= old.at + 8640000000)
  BEGIN SELECT raise(ABORT, 'clock_check is append-only'); END;

-- A freeze changes in two ways only. What was fetched while our clock ran ahead says nothing about
-- the day it was kept for: time only goes on, so one that was read before is from after the clock was
-- set right, and takes its place. And the text of an old one goes.
DROP TRIGGER freeze_keeps;
CREATE TRIGGER freeze_keeps BEFORE UPDATE ON freeze
  WHEN NOT (new.meter = old.meter AND new.at = old.at AND (
    (old.verdict <> 0 AND new.read_at < old.read_at)
    OR (old.raw IS NOT NULL AND new.raw IS NULL AND new.verdict = old.verdict
      AND new.read_at = old.read_at AND new.frozen_at IS old.frozen_at
      AND new.total_wh IS old.total_wh AND new.rate1_wh IS old.rate1_wh
      AND new.rate2_wh IS old.rate2_wh AND new.rate3_wh IS old.rate3_wh
      AND new.rate4_wh IS old.rate4_wh AND new.rate5_wh IS old.rate5_wh
      AND EXISTS (SELECT 1 FROM freeze f
        WHERE f.meter = old.meter AND f.at >= old.at + 8640000000))))
  BEGIN SELECT raise(ABORT, 'freeze is append-only'); END;
