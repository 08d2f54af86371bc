-- A version that was withdrawn leaves its beginning free for another one, so (tariff, valid_from) is
-- unique among those that stand only. SQLite cannot drop a UNIQUE of a table: it is made anew, its
-- rows with their numbers, and the references to them are looked at again at the commit.

PRAGMA defer_foreign_keys = ON;
CREATE TABLE kept_version AS SELECT id, tariff, valid_from, published_at, document, published_by, note
FROM tariff_version;
DROP TABLE tariff_version;
CREATE TABLE tariff_version (
  id INTEGER PRIMARY KEY,
  tariff INTEGER NOT NULL REFERENCES tariff (id),
  valid_from INTEGER NOT NULL,
  published_at INTEGER NOT NULL,
  document TEXT NOT NULL,
  published_by TEXT NOT NULL,
  note TEXT NOT NULL
) STRICT;
INSERT INTO tariff_version (id, tariff, valid_from, published_at, document, published_by, note)
SELECT id, tariff, valid_from, published_at, document, published_by, note FROM kept_version;
DROP TABLE kept_version;
CREATE INDEX tariff_version_from ON tariff_version (tariff, valid_from);

CREATE TRIGGER tariff_version_once BEFORE INSERT ON tariff_version
  WHEN EXISTS (SELECT 1 FROM tariff_version v
    WHERE v.tariff = NEW.tariff AND v.valid_from = NEW.valid_from
      AND NOT EXISTS (SELECT 1 FROM tariff_withdrawal w WHERE w.version = v.id))
  BEGIN SELECT raise(ABORT, 'a version begins there already'); END;
CREATE TRIGGER tariff_version_keeps BEFORE UPDATE ON tariff_version
  BEGIN SELECT raise(ABORT, 'tariff_version is append-only'); END;
CREATE TRIGGER tariff_version_stays BEFORE DELETE ON tariff_version
  BEGIN SELECT raise(ABORT, 'tariff_version is append-only'); END;

-- How many accounts pay by a tariff.
CREATE INDEX account_tariff ON account (tariff);
