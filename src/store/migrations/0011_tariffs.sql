-- Tariffs of every kind. A version is kept as the document that was published; lines of bills are
-- told apart by code, tier and period besides the version. What was charged before is a flat price:
-- code energy, no tier, no period, the total register.

DROP TRIGGER tariff_version_keeps;
ALTER TABLE tariff_version ADD COLUMN document TEXT NOT NULL DEFAULT '';
UPDATE tariff_version SET document = printf('{"energy":{"type":"flat","price":"%d.%08d"}}',
  price_e8 / 100000000, price_e8 % 100000000);
ALTER TABLE tariff_version ADD COLUMN published_by TEXT NOT NULL DEFAULT '';
ALTER TABLE tariff_version ADD COLUMN note TEXT NOT NULL DEFAULT '';
CREATE TRIGGER tariff_version_keeps BEFORE UPDATE ON tariff_version
  BEGIN SELECT raise(ABORT, 'tariff_version is append-only'); END;

-- A version that was taken back before it began.
CREATE TABLE tariff_withdrawal (
  version INTEGER PRIMARY KEY REFERENCES tariff_version (id),
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  note TEXT NOT NULL
) STRICT;
CREATE TRIGGER tariff_withdrawal_keeps BEFORE UPDATE ON tariff_withdrawal
  BEGIN SELECT raise(ABORT, 'tariff_withdrawal is append-only'); END;
CREATE TRIGGER tariff_withdrawal_stays BEFORE DELETE ON tariff_withdrawal
  BEGIN SELECT raise(ABORT, 'tariff_withdrawal is append-only'); END;

ALTER TABLE charge ADD COLUMN code TEXT NOT NULL DEFAULT 'energy';
ALTER TABLE charge ADD COLUMN tier INTEGER NOT NULL DEFAULT 0;
ALTER TABLE charge ADD COLUMN period TEXT NOT NULL DEFAULT '';
ALTER TABLE charge ADD COLUMN register INTEGER NOT NULL DEFAULT 0;  -- 0 total, 1 to 5 rates, 6 rest
ALTER TABLE charge ADD COLUMN tier_before_wh INTEGER;  -- what the tiers had counted; none without
ALTER TABLE charge ADD COLUMN tier_after_wh INTEGER;

CREATE TABLE bill_lines (
  account INTEGER NOT NULL REFERENCES account (id),
  bill TEXT NOT NULL,
  code TEXT NOT NULL,
  version INTEGER NOT NULL REFERENCES tariff_version (id),
  tier INTEGER NOT NULL,
  period TEXT NOT NULL,
  energy_wh INTEGER NOT NULL,
  amount_fen INTEGER NOT NULL,
  PRIMARY KEY (account, bill, version, code, tier, period)
) STRICT, WITHOUT ROWID;
INSERT INTO bill_lines (account, bill, code, version, tier, period, energy_wh, amount_fen)
SELECT account, bill, 'energy', version, 0, '', energy_wh, amount_fen FROM bill_line;
DROP TABLE bill_line;
ALTER TABLE bill_lines RENAME TO bill_line;

DROP VIEW reading_in_use;
CREATE TABLE accruals (
  account INTEGER NOT NULL REFERENCES account (id),
  meter INTEGER NOT NULL REFERENCES meter (id),
  bill TEXT NOT NULL,
  code TEXT NOT NULL,
  version INTEGER NOT NULL REFERENCES tariff_version (id),
  tier INTEGER NOT NULL,
  period TEXT NOT NULL,
  register INTEGER NOT NULL,
  price_e8 INTEGER NOT NULL,
  ratio INTEGER NOT NULL,
  from_at INTEGER NOT NULL,
  from_wh INTEGER NOT NULL,
  from_computed INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  to_wh INTEGER NOT NULL,
  to_computed INTEGER NOT NULL,
  tier_from_wh INTEGER,
  tier_to_wh INTEGER,
  PRIMARY KEY (account, bill, version, code, tier, period, meter, register, from_at, from_wh)
) STRICT, WITHOUT ROWID;
INSERT INTO accruals (account, meter, bill, code, version, tier, period, register, price_e8, ratio,
  from_at, from_wh, from_computed, to_at, to_wh, to_computed)
SELECT a.account, a.meter, a.bill, 'energy', a.version, 0, '', 0,
  v.price_e8, m.ratio, a.from_at, a.from_wh, a.from_computed, a.to_at, a.to_wh, a.to_computed
FROM accrual a JOIN tariff_version v ON v.id = a.version JOIN meter m ON m.id = a.meter;
DROP TABLE accrual;
ALTER TABLE accruals RENAME TO accrual;
ALTER TABLE tariff_version DROP COLUMN price_e8;
CREATE INDEX accrual_meter ON accrual (meter);
CREATE VIEW reading_in_use AS
SELECT meter, from_at AS taken_at FROM charge
UNION ALL SELECT meter, to_at FROM charge
UNION ALL SELECT meter, from_at FROM accrual
UNION ALL SELECT meter, to_at FROM accrual
UNION ALL SELECT meter, last_at FROM meter_state
UNION ALL SELECT meter, opening_at FROM account_meter
UNION ALL SELECT meter, taken_at FROM reading_decision
UNION ALL SELECT meter, baseline_at FROM reading_decision;

-- What an account has used in each tier cycle, without what was free.
CREATE TABLE tier_counter (
  account INTEGER NOT NULL REFERENCES account (id),
  cycle INTEGER NOT NULL,  -- its first instant
  counted_wh INTEGER NOT NULL,
  PRIMARY KEY (account, cycle)
) STRICT, WITHOUT ROWID;

-- The readings that count, now with the rates: a tariff may price by them.
DROP VIEW baseline;
CREATE VIEW baseline AS
SELECT r.taken_at, r.meter, r.total_wh, r.power_mw, r.rate1_wh, r.rate2_wh, r.rate3_wh, r.rate4_wh,
  r.rate5_wh
FROM reading r
WHERE r.verdict = 0
  OR EXISTS (SELECT 1 FROM reading_decision d
    WHERE d.meter = r.meter AND d.taken_at = r.taken_at AND d.kind <> 2);
