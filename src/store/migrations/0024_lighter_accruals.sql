-- What runs is written with each reading and taken away each night: an index of its own costs more
-- than it finds. The rows of a meter stand with those of its accounts.
DROP VIEW reading_in_use;
DROP INDEX accrual_meter;
CREATE VIEW reading_in_use AS
SELECT meter, from_at AS taken_at FROM charge
UNION ALL SELECT meter, to_at FROM charge
UNION ALL SELECT am.meter, c.from_at FROM account_meter am
  JOIN accrual c ON c.account = am.account AND c.meter = am.meter
UNION ALL SELECT am.meter, c.to_at FROM account_meter am
  JOIN accrual c ON c.account = am.account AND c.meter = am.meter
UNION ALL SELECT meter, last_at FROM meter_state
UNION ALL SELECT meter, opening_at FROM account_meter
UNION ALL SELECT meter, since FROM meter_ratio
UNION ALL SELECT meter, taken_at FROM reading_decision
UNION ALL SELECT meter, baseline_at FROM reading_decision
UNION ALL SELECT meter, taken_at FROM reading_void;
