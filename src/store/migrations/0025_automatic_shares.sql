-- A sharing group whose months are posted by themselves, the night after they are over.
ALTER TABLE share_rule ADD COLUMN automatic INTEGER NOT NULL DEFAULT 0;
