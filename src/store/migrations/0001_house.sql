-- The first schema. Roles of tables: reference (archives, tariffs, people), facts (append-only by
-- trigger), current picture (derivable from facts, rewritten in the same transaction) and wishes
-- (what must still happen outside). Units: fen, Wh, 1e-8 yuan/kWh, UTC milliseconds. Account 0 in
-- entry and balance is the house itself.

-- Reference -------------------------------------------------------------------------------------

CREATE TABLE project (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  time_zone TEXT NOT NULL,
  warning_grace_ms INTEGER NOT NULL,  -- between the last warning and an automatic cut-off
  fresh_reading_ms INTEGER NOT NULL   -- a cut-off needs a reading no older than this
) STRICT;

CREATE TABLE area (
  id INTEGER PRIMARY KEY,
  project INTEGER NOT NULL REFERENCES project (id),
  parent INTEGER REFERENCES area (id),  -- a floor's building; none for a building
  name TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX area_name ON area (project, coalesce(parent, 0), name);

CREATE TABLE room (
  id INTEGER PRIMARY KEY,
  project INTEGER NOT NULL REFERENCES project (id),
  area INTEGER NOT NULL REFERENCES area (id),
  name TEXT NOT NULL,
  UNIQUE (project, name)
) STRICT;

CREATE TABLE tenant (
  id INTEGER PRIMARY KEY,
  project INTEGER NOT NULL REFERENCES project (id),
  name TEXT NOT NULL
) STRICT;

CREATE TABLE line (
  id INTEGER PRIMARY KEY,
  project INTEGER NOT NULL REFERENCES project (id),
  name TEXT NOT NULL,
  mode INTEGER NOT NULL,       -- LineMode
  host TEXT,                   -- dial_out
  port INTEGER,                -- dial_out
  registration TEXT UNIQUE,    -- dial_in: the id in the registration packet
  framing INTEGER NOT NULL,    -- Framing
  heartbeat TEXT,              -- dial_in: exact text that may stand between frames
  answer_ms INTEGER NOT NULL,  -- longest wait for an answer
  gap_ms INTEGER NOT NULL,     -- shortest pause between frames
  UNIQUE (project, name)
) STRICT;

CREATE TABLE meter (
  id INTEGER PRIMARY KEY,
  project INTEGER NOT NULL REFERENCES project (id),
  line INTEGER NOT NULL REFERENCES line (id),
  room INTEGER NOT NULL REFERENCES room (id),
  address TEXT NOT NULL,         -- as on the label
  model TEXT NOT NULL,           -- name of a meter model
  ratio INTEGER NOT NULL CHECK (ratio > 0),  -- CT x PT
  has_relay INTEGER NOT NULL,
  password TEXT,                 -- DL/T 645: permission and password, hex
  max_power_w INTEGER NOT NULL CHECK (max_power_w > 0),
  poll_ms INTEGER NOT NULL CHECK (poll_ms > 0),
  UNIQUE (line, address)
) STRICT;
CREATE INDEX meter_room ON meter (room);

CREATE TABLE tariff (
  id INTEGER PRIMARY KEY,
  project INTEGER NOT NULL REFERENCES project (id),
  name TEXT NOT NULL,
  UNIQUE (project, name)
) STRICT;

CREATE TABLE tariff_version (
  id INTEGER PRIMARY KEY,
  tariff INTEGER NOT NULL REFERENCES tariff (id),
  valid_from INTEGER NOT NULL,
  price_e8 INTEGER NOT NULL CHECK (price_e8 >= 0),
  published_at INTEGER NOT NULL,
  UNIQUE (tariff, valid_from)
) STRICT;

CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  project INTEGER NOT NULL REFERENCES project (id),
  tenant INTEGER NOT NULL REFERENCES tenant (id),
  room INTEGER NOT NULL REFERENCES room (id),
  tariff INTEGER NOT NULL REFERENCES tariff (id),
  credit_limit_fen INTEGER NOT NULL,
  alarm1_fen INTEGER NOT NULL,
  alarm2_fen INTEGER NOT NULL,
  reconnect_fen INTEGER NOT NULL,
  pin_hash TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  closed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX account_of_room ON account (room) WHERE closed_at IS NULL;

CREATE TABLE account_meter (
  meter INTEGER NOT NULL REFERENCES meter (id),
  account INTEGER NOT NULL REFERENCES account (id),
  opening_at INTEGER,  -- none until the first accepted reading
  opening_wh INTEGER,
  until INTEGER,
  PRIMARY KEY (meter, account)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX account_meter_now ON account_meter (meter) WHERE until IS NULL;
CREATE INDEX account_meter_account ON account_meter (account);

CREATE TABLE operator (
  id INTEGER PRIMARY KEY,
  project INTEGER NOT NULL REFERENCES project (id),
  name TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL
) STRICT;

CREATE TABLE web_session (
  token_hash TEXT PRIMARY KEY,
  kind INTEGER NOT NULL,     -- CallerKind
  subject INTEGER NOT NULL,  -- operator or account
  csrf TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Facts -----------------------------------------------------------------------------------------

CREATE TABLE reading (
  taken_at INTEGER NOT NULL,
  meter INTEGER NOT NULL REFERENCES meter (id),
  verdict INTEGER NOT NULL,   -- ReadingVerdict
  total_wh INTEGER NOT NULL,  -- register, before the ratio
  rate1_wh INTEGER,
  rate2_wh INTEGER,
  rate3_wh INTEGER,
  rate4_wh INTEGER,
  rate5_wh INTEGER,
  voltage_a_mv INTEGER,
  voltage_b_mv INTEGER,
  voltage_c_mv INTEGER,
  current_a_ma INTEGER,
  current_b_ma INTEGER,
  current_c_ma INTEGER,
  power_mw INTEGER,
  power_factor_e3 INTEGER,
  frequency_mhz INTEGER,
  relay INTEGER,              -- Relay
  raw TEXT NOT NULL,
  PRIMARY KEY (taken_at, meter)
) STRICT, WITHOUT ROWID;
-- The doubtful ones are few, and each page of meters counts them.
CREATE INDEX reading_doubtful ON reading (meter, taken_at) WHERE verdict <> 0;

CREATE TABLE journal (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  kind INTEGER NOT NULL,      -- JournalKind
  account INTEGER NOT NULL REFERENCES account (id),
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  cause TEXT NOT NULL,
  reverses INTEGER UNIQUE REFERENCES journal (id),
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX journal_account ON journal (account, id);
CREATE INDEX journal_at ON journal (at);

CREATE TABLE entry (
  journal INTEGER NOT NULL REFERENCES journal (id),
  leg INTEGER NOT NULL,
  book INTEGER NOT NULL,      -- Book
  account INTEGER NOT NULL,
  amount_fen INTEGER NOT NULL,
  PRIMARY KEY (journal, leg)
) STRICT, WITHOUT ROWID;

CREATE TABLE charge (
  id INTEGER PRIMARY KEY,
  journal INTEGER NOT NULL REFERENCES journal (id),
  account INTEGER NOT NULL REFERENCES account (id),
  meter INTEGER NOT NULL REFERENCES meter (id),
  bill TEXT NOT NULL,             -- local month, "2026-11"
  version INTEGER NOT NULL REFERENCES tariff_version (id),
  price_e8 INTEGER NOT NULL,
  ratio INTEGER NOT NULL,
  from_at INTEGER NOT NULL,
  from_wh INTEGER NOT NULL,
  from_computed INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  to_wh INTEGER NOT NULL,
  to_computed INTEGER NOT NULL,
  energy_wh INTEGER NOT NULL,
  line_before_wh INTEGER NOT NULL,
  line_after_wh INTEGER NOT NULL,
  amount_fen INTEGER NOT NULL
) STRICT;
CREATE INDEX charge_account ON charge (account, to_at);
CREATE INDEX charge_journal ON charge (journal);
CREATE INDEX charge_meter ON charge (meter, from_at);

CREATE TABLE top_up (
  id INTEGER PRIMARY KEY,
  journal INTEGER NOT NULL UNIQUE REFERENCES journal (id),
  account INTEGER NOT NULL REFERENCES account (id),
  amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
  channel INTEGER NOT NULL,       -- Channel
  reference TEXT NOT NULL,        -- the provider's number; for cash the cashier's request key
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  note TEXT NOT NULL,
  UNIQUE (channel, reference)
) STRICT;
CREATE INDEX top_up_account ON top_up (account, at);

CREATE TABLE supply_decision (
  id INTEGER PRIMARY KEY,
  meter INTEGER NOT NULL REFERENCES meter (id),
  account INTEGER REFERENCES account (id),
  at INTEGER NOT NULL,
  verdict INTEGER NOT NULL,       -- SupplyVerdict
  reason INTEGER NOT NULL,        -- SupplyReason
  note TEXT NOT NULL,             -- what a person wrote
  actor TEXT NOT NULL,
  posted_fen INTEGER,
  running_fen INTEGER,
  credit_limit_fen INTEGER,
  available_fen INTEGER,
  reconnect_fen INTEGER,
  reading_at INTEGER,
  warned_at INTEGER
) STRICT;
CREATE INDEX supply_decision_meter ON supply_decision (meter, id);

CREATE TABLE supply_step (
  id INTEGER PRIMARY KEY,
  decision INTEGER NOT NULL REFERENCES supply_decision (id),
  at INTEGER NOT NULL,
  step INTEGER NOT NULL,          -- SupplyStep
  detail INTEGER NOT NULL
) STRICT;
CREATE INDEX supply_step_decision ON supply_step (decision);

CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account (id),
  at INTEGER NOT NULL,
  kind INTEGER NOT NULL,          -- MessageKind
  available_fen INTEGER NOT NULL
) STRICT;
CREATE INDEX message_account ON message (account, id);

CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL
) STRICT;

CREATE TABLE verification (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  findings INTEGER NOT NULL,
  first_finding TEXT NOT NULL,
  journals INTEGER NOT NULL,
  head_hash TEXT NOT NULL
) STRICT;

-- Current picture -------------------------------------------------------------------------------

CREATE TABLE balance (
  book INTEGER NOT NULL,
  account INTEGER NOT NULL,
  amount_fen INTEGER NOT NULL,
  PRIMARY KEY (book, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE bill_line (
  account INTEGER NOT NULL REFERENCES account (id),
  bill TEXT NOT NULL,
  version INTEGER NOT NULL REFERENCES tariff_version (id),
  energy_wh INTEGER NOT NULL,
  amount_fen INTEGER NOT NULL,
  PRIMARY KEY (account, bill, version)
) STRICT, WITHOUT ROWID;

-- Energy that was accepted but not yet posted, one row for each meter and bill line.
CREATE TABLE accrual (
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
  PRIMARY KEY (account, meter, bill, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE meter_state (
  meter INTEGER PRIMARY KEY REFERENCES meter (id),
  last_at INTEGER,           -- last accepted reading
  last_wh INTEGER,
  power_mw INTEGER,
  relay INTEGER,
  relay_at INTEGER,
  heard_at INTEGER,
  doubtful INTEGER NOT NULL  -- quarantined readings since the last accepted one
) STRICT;

CREATE TABLE account_state (
  account INTEGER PRIMARY KEY REFERENCES account (id),
  level INTEGER NOT NULL,    -- WarningLevel
  running_fen INTEGER NOT NULL,  -- what the accruals cost
  warned_at INTEGER          -- first warning of this descent; none after a top-up re-armed it
) STRICT;

CREATE TABLE line_state (
  line INTEGER PRIMARY KEY REFERENCES line (id),
  online INTEGER NOT NULL,
  peer TEXT NOT NULL,
  since INTEGER NOT NULL
) STRICT;

CREATE TABLE supply_hold (
  meter INTEGER PRIMARY KEY REFERENCES meter (id),
  wanted INTEGER NOT NULL,   -- Relay
  note TEXT NOT NULL,
  actor TEXT NOT NULL,
  since INTEGER NOT NULL
) STRICT;

CREATE TABLE alarm (
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,     -- AlarmKind
  meter INTEGER REFERENCES meter (id),
  account INTEGER REFERENCES account (id),
  line INTEGER REFERENCES line (id),
  detail TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  acknowledged_at INTEGER,
  acknowledged_by TEXT,
  closed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX alarm_open
  ON alarm (kind, coalesce(meter, 0), coalesce(account, 0), coalesce(line, 0))
  WHERE closed_at IS NULL;

CREATE TABLE clock_job (
  name TEXT PRIMARY KEY,
  done_through INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Wishes ----------------------------------------------------------------------------------------

CREATE TABLE supply_wish (
  meter INTEGER PRIMARY KEY REFERENCES meter (id),
  wanted INTEGER NOT NULL,     -- Relay
  reason INTEGER NOT NULL,     -- SupplyReason
  decision INTEGER NOT NULL REFERENCES supply_decision (id),
  attempts INTEGER NOT NULL,
  confirmed_at INTEGER
) STRICT;
CREATE INDEX supply_wish_open ON supply_wish (meter) WHERE confirmed_at IS NULL;

-- Facts are never changed -----------------------------------------------------------------------

CREATE TRIGGER reading_keeps BEFORE UPDATE ON reading
  BEGIN SELECT raise(ABORT, 'reading is append-only'); END;
CREATE TRIGGER reading_stays BEFORE DELETE ON reading
  BEGIN SELECT raise(ABORT, 'reading is append-only'); END;
CREATE TRIGGER journal_keeps BEFORE UPDATE ON journal
  BEGIN SELECT raise(ABORT, 'journal is append-only'); END;
CREATE TRIGGER journal_stays BEFORE DELETE ON journal
  BEGIN SELECT raise(ABORT, 'journal is append-only'); END;
CREATE TRIGGER entry_keeps BEFORE UPDATE ON entry
  BEGIN SELECT raise(ABORT, 'entry is append-only'); END;
CREATE TRIGGER entry_stays BEFORE DELETE ON entry
  BEGIN SELECT raise(ABORT, 'entry is append-only'); END;
CREATE TRIGGER charge_keeps BEFORE UPDATE ON charge
  BEGIN SELECT raise(ABORT, 'charge is append-only'); END;
CREATE TRIGGER charge_stays BEFORE DELETE ON charge
  BEGIN SELECT raise(ABORT, 'charge is append-only'); END;
CREATE TRIGGER top_up_keeps BEFORE UPDATE ON top_up
  BEGIN SELECT raise(ABORT, 'top_up is append-only'); END;
CREATE TRIGGER top_up_stays BEFORE DELETE ON top_up
  BEGIN SELECT raise(ABORT, 'top_up is append-only'); END;
CREATE TRIGGER tariff_version_keeps BEFORE UPDATE ON tariff_version
  BEGIN SELECT raise(ABORT, 'tariff_version is append-only'); END;
CREATE TRIGGER tariff_version_stays BEFORE DELETE ON tariff_version
  BEGIN SELECT raise(ABORT, 'tariff_version is append-only'); END;
CREATE TRIGGER supply_decision_keeps BEFORE UPDATE ON supply_decision
  BEGIN SELECT raise(ABORT, 'supply_decision is append-only'); END;
CREATE TRIGGER supply_decision_stays BEFORE DELETE ON supply_decision
  BEGIN SELECT raise(ABORT, 'supply_decision is append-only'); END;
CREATE TRIGGER supply_step_keeps BEFORE UPDATE ON supply_step
  BEGIN SELECT raise(ABORT, 'supply_step is append-only'); END;
CREATE TRIGGER supply_step_stays BEFORE DELETE ON supply_step
  BEGIN SELECT raise(ABORT, 'supply_step is append-only'); END;
CREATE TRIGGER message_keeps BEFORE UPDATE ON message
  BEGIN SELECT raise(ABORT, 'message is append-only'); END;
CREATE TRIGGER message_stays BEFORE DELETE ON message
  BEGIN SELECT raise(ABORT, 'message is append-only'); END;
CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit
  BEGIN SELECT raise(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit
  BEGIN SELECT raise(ABORT, 'audit is append-only'); END;
CREATE TRIGGER verification_keeps BEFORE UPDATE ON verification
  BEGIN SELECT raise(ABORT, 'verification is append-only'); END;
CREATE TRIGGER verification_stays BEFORE DELETE ON verification
  BEGIN SELECT raise(ABORT, 'verification is append-only'); END;
