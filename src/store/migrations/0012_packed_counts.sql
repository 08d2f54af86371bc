-- How many of a day's readings went into packs: whether all of them are still there. None for days
-- from before.
ALTER TABLE energy_day ADD COLUMN packed INTEGER CHECK (packed >= 0);
