-- What a person read from the meter's display or from the grid's bill for one month of an account:
-- the highest demand and reactive energy, which no reading tells. The newest entry of a month counts;
-- a correction is a new one.
CREATE TABLE month_figures (
  id INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account (id),
  bill TEXT NOT NULL,
  demand_mw INTEGER CHECK (demand_mw >= 0),          -- mW
  energy_wh INTEGER CHECK (energy_wh >= 0),          -- for the power factor, if not the bill's own
  reactive_varh INTEGER CHECK (reactive_varh >= 0),
  source TEXT NOT NULL,
  note TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX month_figures_bill ON month_figures (account, bill);
CREATE TRIGGER month_figures_keeps BEFORE UPDATE ON month_figures
  BEGIN SELECT raise(ABORT, 'month_figures is append-only'); END;
CREATE TRIGGER month_figures_stays BEFORE DELETE ON month_figures
  BEGIN SELECT raise(ABORT, 'month_figures is append-only'); END;
