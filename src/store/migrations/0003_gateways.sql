-- A gateway stands in a cabinet and carries one or several lines (buses): a DTU with a port or two,
-- a serial server, or the wired ports of this machine.
CREATE TABLE gateway (
  id INTEGER PRIMARY KEY,
  project INTEGER NOT NULL REFERENCES project (id),
  name TEXT NOT NULL,
  maker TEXT NOT NULL,  -- empty where nobody wrote it down, as the next two
  model TEXT NOT NULL,
  note TEXT NOT NULL,
  UNIQUE (project, name)
) STRICT;

ALTER TABLE line ADD COLUMN gateway INTEGER REFERENCES gateway (id);
ALTER TABLE line ADD COLUMN device TEXT;        -- serial, as the next four
ALTER TABLE line ADD COLUMN baud INTEGER;
ALTER TABLE line ADD COLUMN parity INTEGER;     -- Parity
ALTER TABLE line ADD COLUMN data_bits INTEGER;
ALTER TABLE line ADD COLUMN stop_bits INTEGER;
-- Exact texts that a gateway sends on its own: hex, separated by spaces.
ALTER TABLE line ADD COLUMN heartbeats TEXT NOT NULL DEFAULT '';

UPDATE line SET heartbeats = lower(hex(heartbeat)) WHERE heartbeat IS NOT NULL;
ALTER TABLE line DROP COLUMN heartbeat;

INSERT INTO gateway (project, name, maker, model, note)
SELECT project, name, '', '', '' FROM line ORDER BY id;
UPDATE line SET gateway = (SELECT g.id FROM gateway g
  WHERE g.project = line.project AND g.name = line.name);

-- A column that is added later cannot be NOT NULL and a reference.
CREATE TRIGGER line_has_gateway BEFORE INSERT ON line WHEN NEW.gateway IS NULL
  BEGIN SELECT raise(ABORT, 'a line belongs to a gateway'); END;
CREATE INDEX line_gateway ON line (gateway);
CREATE UNIQUE INDEX line_device ON line (device) WHERE device IS NOT NULL;

-- Gateways that dialled in under a name no line has. They are turned away until somebody adopts
-- them; a list of limited length, in which the oldest gives way.
CREATE TABLE stranger (
  id INTEGER PRIMARY KEY,
  registration TEXT NOT NULL UNIQUE,
  peer TEXT NOT NULL,          -- of the last call
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  calls INTEGER NOT NULL,
  dismissed INTEGER NOT NULL   -- somebody does not want to see it
) STRICT;
CREATE INDEX stranger_last ON stranger (last_at);
