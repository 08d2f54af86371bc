-- What a meter counts, a tariff prices and an account pays for (Medium): 0 electricity, 1 water. In
-- the columns named _wh of a water meter and account stand litres, in max_power_w litres an hour. A
-- room has an open account of each.
ALTER TABLE meter ADD COLUMN medium INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tariff ADD COLUMN medium INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN medium INTEGER NOT NULL DEFAULT 0;
DROP INDEX account_of_room;
CREATE UNIQUE INDEX account_of_room ON account (room, medium) WHERE closed_at IS NULL;
