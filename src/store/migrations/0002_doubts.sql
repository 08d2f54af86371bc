-- What a person decided about a doubtful reading. The reading keeps its verdict; the decision stands
-- beside it, with the baseline it was decided against.

CREATE TABLE reading_decision (
  id INTEGER PRIMARY KEY,
  meter INTEGER NOT NULL REFERENCES meter (id),
  taken_at INTEGER NOT NULL,
  kind INTEGER NOT NULL,      -- ReadingDecision
  baseline_at INTEGER,        -- the last accepted reading then; none when there was none yet
  baseline_wh INTEGER,
  note TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (meter, taken_at),
  FOREIGN KEY (taken_at, meter) REFERENCES reading (taken_at, meter)
) STRICT;

CREATE TRIGGER reading_decision_keeps BEFORE UPDATE ON reading_decision
  BEGIN SELECT raise(ABORT, 'reading_decision is append-only'); END;
CREATE TRIGGER reading_decision_stays BEFORE DELETE ON reading_decision
  BEGIN SELECT raise(ABORT, 'reading_decision is append-only'); END;

-- The readings that count: accepted when they came, or made a baseline by a person since.
CREATE VIEW baseline AS
SELECT r.taken_at, r.meter, r.total_wh, r.power_mw
FROM reading r
WHERE r.verdict = 0
  OR EXISTS (SELECT 1 FROM reading_decision d
    WHERE d.meter = r.meter AND d.taken_at = r.taken_at AND d.kind <> 2);

-- A new baseline interrupts the energy of a bill line, so a line may have several rows of a meter.
CREATE TABLE accrual_pieces (
  account INTEGER NOT NULL REFERENCES account (id),
  meter INTEGER NOT NULL REFERENCES meter (id),
  bill TEXT NOT NULL,
  version INTEGER NOT NULL REFERENCES tariff_version (id),
  from_at INTEGER NOT NULL,
  from_wh INTEGER NOT NULL,
  from_computed INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  to_wh INTEGER NOT NULL,
  to_computed INTEGER NOT NULL,
  PRIMARY KEY (account, meter, bill, version, from_at)
) STRICT, WITHOUT ROWID;
INSERT INTO accrual_pieces (account, meter, bill, version, from_at, from_wh, from_computed, to_at,
  to_wh, to_computed)
SELECT account, meter, bill, version, from_at, from_wh, from_computed, to_at, to_wh, to_computed
FROM accrual;
DROP TABLE accrual;
ALTER TABLE accrual_pieces RENAME TO accrual;
