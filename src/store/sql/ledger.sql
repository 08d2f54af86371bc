-- The journal, its entries and what they add up to.

-- name: head
SELECT id, hash FROM journal ORDER BY id DESC LIMIT 1

-- name: insert_journal
INSERT INTO journal (id, key, kind, account, at, actor, cause, reverses, previous_hash, hash)
VALUES (:id, :key, :kind, nullif(:account, 0), :at, :actor, :cause, :reverses, :previous_hash, :hash)

-- name: insert_entry
INSERT INTO entry (journal, leg, book, account, amount_fen)
VALUES (:journal, :leg, :book, :account, :amount)

-- name: add_to_balance
INSERT INTO balance (book, account, amount_fen) VALUES (:book, :account, :amount)
ON CONFLICT (book, account) DO UPDATE SET amount_fen = amount_fen + excluded.amount_fen

-- name: insert_charge
INSERT INTO charge (journal, account, meter, bill, version, code, tier, period, register, price_e8,
  ratio, from_at, from_wh, from_computed, to_at, to_wh, to_computed, tier_before_wh, tier_after_wh,
  energy_wh, line_before_wh, line_after_wh, amount_fen, correction, rolled_wh)
VALUES (:journal, :account, :meter, :bill, :version, :code, :tier, :period, :register, :price,
  :ratio, :from_at, :from_wh, :from_computed, :to_at, :to_wh, :to_computed, :tier_from, :tier_to,
  :energy, :line_before, :line_after, :amount, :correction, :rolled)

-- name: entries_of
SELECT book, account, amount_fen FROM entry WHERE journal = :journal ORDER BY leg

-- name: reversal_of
SELECT id FROM journal WHERE reverses = :journal

-- name: top_up_by_key
-- A request at the desk has one key, whatever channel it names.
SELECT id, account, amount_fen, purpose, channel FROM top_up
WHERE channel IN (1, 2, 3) AND reference = :reference

-- name: insert_top_up
INSERT INTO top_up (journal, account, amount_fen, channel, reference, at, actor, note, purpose)
VALUES (:journal, :account, :amount, :channel, :reference, :at, :actor, :note, :purpose)
RETURNING id

-- name: top_up
SELECT journal, account, amount_fen FROM top_up WHERE id = :top_up

-- name: insert_verification
INSERT INTO verification (at, findings, first_finding, journals, head_hash)
VALUES (:at, :findings, :first_finding, :journals, :head_hash)
