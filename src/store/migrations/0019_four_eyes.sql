-- Prices that a second person must approve before they are published.

CREATE TABLE tariff_proposal (
  id INTEGER PRIMARY KEY,
  tariff INTEGER NOT NULL REFERENCES tariff (id),
  valid_from INTEGER NOT NULL,
  document TEXT NOT NULL,
  note TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL,
  change TEXT NOT NULL,  -- the largest of a price, in percent; empty when more than prices changes
  accounts INTEGER NOT NULL  -- that paid by the tariff
) STRICT;
CREATE INDEX tariff_proposal_tariff ON tariff_proposal (tariff, valid_from);
CREATE TRIGGER tariff_proposal_keeps BEFORE UPDATE ON tariff_proposal
  BEGIN SELECT raise(ABORT, 'tariff_proposal is append-only'); END;
CREATE TRIGGER tariff_proposal_stays BEFORE DELETE ON tariff_proposal
  BEGIN SELECT raise(ABORT, 'tariff_proposal is append-only'); END;

CREATE TABLE proposal_decision (
  proposal INTEGER PRIMARY KEY REFERENCES tariff_proposal (id),
  version INTEGER REFERENCES tariff_version (id),  -- that it became; none when it was rejected
  note TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX proposal_decision_version ON proposal_decision (version);
CREATE TRIGGER proposal_decision_keeps BEFORE UPDATE ON proposal_decision
  BEGIN SELECT raise(ABORT, 'proposal_decision is append-only'); END;
CREATE TRIGGER proposal_decision_stays BEFORE DELETE ON proposal_decision
  BEGIN SELECT raise(ABORT, 'proposal_decision is append-only'); END;
CREATE TRIGGER tariff_proposal_second_person BEFORE INSERT ON proposal_decision
  WHEN NEW.version IS NOT NULL
    AND NEW.actor = (SELECT p.actor FROM tariff_proposal p WHERE p.id = NEW.proposal)
  BEGIN SELECT raise(ABORT, 'a second person approves'); END;
