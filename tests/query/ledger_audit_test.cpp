#include "e2ms/query/ledger_audit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/story.hpp"

namespace e2ms::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// Journals: 1 energy, 2 top-up, 3 top-up, 4 reversal, 5 energy; then 1000 Wh still running.
constexpr char const* kLife = R"(
  open    hu credit 100000
  read    hu 0
  use     hu 3200
  pay     hu 5000 ref a
  pay     hu 700 ref b
  reverse b
  use     hu 1000
  settle
  use     hu 1000
  hold    hu off
)";

/// One change of one thing, by somebody who dropped the triggers first.
struct Tampering {
  char const* name;
  std::vector<std::string> sql;
  char const* finding;
};

class Audit : public testing::TestWithParam<Tampering> {
 protected:
  Audit() {
    story.tell(kLife);
    auto& house = story.house();
    EXPECT_EQ(house.number("SELECT count(*) FROM journal"), 5);
    for (auto const& trigger : house.texts("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
      house.sql("DROP TRIGGER " + trigger);
    house.sql("PRAGMA foreign_keys = OFF");
  }
  Story story;
};

TEST_P(Audit, NamesWhatWasChanged) {
  EXPECT_THAT(story.findings(), IsEmpty());
  for (auto const& statement : GetParam().sql) story.house().sql(statement);
  EXPECT_THAT(story.findings(), Contains(HasSubstr(GetParam().finding)));
}

std::string const kForget = "DELETE FROM entry WHERE journal = ";

INSTANTIATE_TEST_SUITE_P(
    Tamperings, Audit,
    testing::Values(
        Tampering{"one_leg",
                  {"UPDATE entry SET amount_fen = amount_fen + 1 WHERE journal = 2 AND leg = 2"},
                  "journal 2 (top_up:1:a): entries do not sum to zero"},
        Tampering{"newest_cut_off_after_a_verification",
                  {"INSERT INTO verification (at, findings, first_finding, journals, head_hash) "
                   "SELECT 0, 0, '', id, hash FROM journal ORDER BY id DESC LIMIT 1",
                   kForget + "5", "DELETE FROM charge WHERE journal = 5",
                   "DELETE FROM journal WHERE id = 5"},
                  "journal 5 is not the one that the last verification saw"},
        Tampering{"both_legs_and_the_balance",
                  {"UPDATE entry SET amount_fen = amount_fen - 1 WHERE journal = 2 AND leg = 1",
                   "UPDATE entry SET amount_fen = amount_fen + 1 WHERE journal = 2 AND leg = 2",
                   "UPDATE balance SET amount_fen = amount_fen - 1 WHERE book = 2",
                   "UPDATE balance SET amount_fen = amount_fen + 1 WHERE book = 1",
                   "UPDATE top_up SET amount_fen = amount_fen + 1 WHERE journal = 2"},
                  "journal 2 (top_up:1:a): content does not have the sealed hash"},
        Tampering{"two_legs_beyond_all_bounds",
                  {"UPDATE entry SET amount_fen = 9223372036854775807 WHERE journal = 2"},
                  "journal 2 (top_up:1:a): entries do not sum to zero"},
        Tampering{"entries_whose_sum_is_beyond_all_bounds",
                  {"UPDATE entry SET amount_fen = 9223372036854775807"},
                  "account 0: -50.00 yuan, its entries say beyond all bounds"},
        Tampering{"a_reversal_beyond_all_bounds",
                  {"UPDATE entry SET amount_fen = 9223372036854775807 WHERE journal IN (3, 4)"},
                  "does not undo what it reverses: journal 4"},
        Tampering{"charges_beyond_all_bounds",
                  {"UPDATE charge SET amount_fen = 9223372036854775807"},
                  "posts 1.60 yuan, its charges say 92233720368547758.07"},
        Tampering{"registers_beyond_all_bounds",
                  {"UPDATE charge SET from_wh = -9223372036854775807, to_wh = 9223372036854775807"},
                  "charge 1: energy is not the register difference"},
        Tampering{"line_totals_beyond_all_bounds",
                  {"UPDATE charge SET line_before_wh = 9223372036854775807, "
                   "energy_wh = 9223372036854775807, line_after_wh = 9223372036854775807"},
                  "charge 1: line total does not add up"},
        Tampering{"times_beyond_all_bounds",
                  {"UPDATE charge SET from_at = -9223372036854775807, "
                   "to_at = 9223372036854775807, to_computed = 1"},
                  "charge 1: begins outside its bill's month"},
        Tampering{"readings_beyond_all_bounds",
                  {"UPDATE charge SET to_computed = 1, to_at = to_at + 1",
                   "UPDATE reading SET total_wh = -9223372036854775807 WHERE total_wh = 3200",
                   "UPDATE reading SET total_wh = 9223372036854775807 WHERE total_wh = 4200"},
                  "no energy leads to its reading"},
        Tampering{"running_energy_beyond_all_bounds",
                  {"UPDATE accrual SET from_wh = -9223372036854775807, "
                   "to_wh = 9223372036854775807"},
                  "account 1: the running charge is not what its energy costs"},
        Tampering{"the_running_price_beyond_all_bounds",
                  {"UPDATE tariff_version SET document = replace(document, '0.5', '999.99999999')",
                   "UPDATE bill_line SET amount_fen = -9223372036854775807"},
                  "price is not the published one"},
        Tampering{"a_line_total_without_charges",
                  {"INSERT INTO bill_line (account, bill, version, code, tier, period, energy_wh, "
                   "amount_fen) VALUES (1, '2026-12', 1, 'energy', 0, '', 10, 10)"},
                  "bill 2026-12 of account 1: line total of version 1 has no charges"},
        Tampering{"the_balance",
                  {"UPDATE balance SET amount_fen = amount_fen + 1 WHERE book = 1"},
                  "balance of book 1, account 1"},
        Tampering{"the_balance_removed",
                  {"DELETE FROM balance WHERE book = 3"},
                  "balance of book 3, account 0"},
        Tampering{"a_charges_amount",
                  {"UPDATE charge SET amount_fen = amount_fen - 1 WHERE id = 1"},
                  "charge 1: amount is not the difference"},
        Tampering{"a_charges_amount_against_its_journal",
                  {"UPDATE charge SET amount_fen = amount_fen - 1 WHERE id = 1"},
                  "posts 1.60 yuan, its charges say 1.59"},
        Tampering{"a_charges_energy",
                  {"UPDATE charge SET energy_wh = energy_wh + 1 WHERE id = 1"},
                  "charge 1: energy is not the register difference"},
        Tampering{"a_charges_register",
                  {"UPDATE charge SET to_wh = to_wh + 1 WHERE id = 1"},
                  "no accepted reading says so"},
        Tampering{"a_charges_price",
                  {"UPDATE charge SET price_e8 = price_e8 + 1 WHERE id = 1"},
                  "charge 1: price is not the published one"},
        Tampering{"a_charges_bill",
                  {"UPDATE charge SET bill = '2026-10' WHERE id = 1"},
                  "charge 1: begins outside its bill's month"},
        Tampering{
            "a_charge_removed", {"DELETE FROM charge WHERE id = 2"}, "journal 5 (energy:1:1@"},
        Tampering{"a_published_price",
                  {"UPDATE tariff_version SET document = replace(document, '0.5', '0.51')"},
                  "price is not the published one"},
        Tampering{"a_hash",
                  {"UPDATE journal SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE id = 3"},
                  "journal 3 (top_up:1:b): content does not have the sealed hash"},
        Tampering{"a_hash_seen_by_its_successor",
                  {"UPDATE journal SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE id = 3"},
                  "journal 4 (reversal:3): does not follow the hash of its predecessor"},
        Tampering{"an_actor",
                  {"UPDATE journal SET actor = 'somebody' WHERE id = 2"},
                  "journal 2 (top_up:1:a): content does not have the sealed hash"},
        Tampering{"a_time",
                  {"UPDATE journal SET at = at + 1 WHERE id = 2"},
                  "journal 2 (top_up:1:a): content does not have the sealed hash"},
        Tampering{"a_journal_removed",
                  {"DELETE FROM journal WHERE id = 1", kForget + "1"},
                  "number 1 is missing"},
        Tampering{"the_last_journal_removed",
                  {"DELETE FROM journal WHERE id = 5", kForget + "5"},
                  "balance of book 1, account 1"},
        Tampering{"a_top_up",
                  {"UPDATE top_up SET amount_fen = 9900 WHERE id = 1"},
                  "top-up 1 of 99.00 yuan is not what its journal credits"},
        Tampering{"a_top_up_removed",
                  {"DELETE FROM top_up WHERE id = 1"},
                  "no top-up belongs to journal 2"},
        Tampering{"a_reversal",
                  {"UPDATE entry SET amount_fen = amount_fen * 2 WHERE journal = 4"},
                  "does not undo what it reverses: journal 4"},
        Tampering{"the_running_amount",
                  {"UPDATE account_state SET running_fen = 0"},
                  "account 1: the running charge is not what its energy costs"},
        Tampering{"running_energy",
                  {"UPDATE accrual SET to_wh = to_wh - 100"},
                  "line energy of version 1 has not the energy of its readings: 0.100 kWh"},
        Tampering{"running_energy_forgotten",
                  {"DELETE FROM accrual", "UPDATE account_state SET running_fen = 0"},
                  "line energy of version 1 has not the energy of its readings"},
        Tampering{"a_line_total",
                  {"UPDATE bill_line SET energy_wh = energy_wh - 1"},
                  "bill 2026-11 of account 1: line total"},
        Tampering{"a_reading",
                  {"UPDATE reading SET total_wh = total_wh - 1 WHERE total_wh = 3200"},
                  "no accepted reading says so"},
        Tampering{"a_readings_verdict",
                  {"UPDATE reading SET verdict = 2 WHERE total_wh = 3200"},
                  "no accepted reading says so"},
        Tampering{"the_meters_last_reading",
                  {"UPDATE meter_state SET last_wh = last_wh + 1"},
                  "the last reading is not among the accepted ones of meter 1"},
        Tampering{"a_ratio",
                  {"UPDATE meter SET ratio = 7 WHERE id = 1"},
                  "the ratio is not the newest that was said of meter 1"},
        Tampering{"a_wish",
                  {"UPDATE supply_wish SET wanted = 0"},
                  "the wish is not what was decided for meter 1"}),
    [](auto const& each) { return each.param.name; });

/// 2000 Wh, a new baseline that is 52 kWh lower, 2000 Wh posted, 1000 Wh running, 80 kWh accepted.
constexpr char const* kDoubts = R"(
  open   hu credit 100000 max 6000
  read   hu 50000
  use    hu 2000 after 60
  read   hu 10 after 10
  decide hu rebase
  use    hu 2000 after 60
  settle
  use    hu 1000 after 60
  read   hu 83010
  decide hu accept
)";

class DoubtsAudit : public testing::TestWithParam<Tampering> {
 protected:
  DoubtsAudit() {
    story.tell(kDoubts);
    auto& house = story.house();
    EXPECT_EQ(house.number("SELECT count(*) FROM reading_decision"), 2);
    for (auto const& trigger : house.texts("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
      house.sql("DROP TRIGGER " + trigger);
    house.sql("PRAGMA foreign_keys = OFF");
  }
  Story story;
};

TEST_P(DoubtsAudit, NamesWhatWasChanged) {
  EXPECT_THAT(story.findings(), IsEmpty());
  for (auto const& statement : GetParam().sql) story.house().sql(statement);
  EXPECT_THAT(story.findings(), Contains(HasSubstr(GetParam().finding)));
}

INSTANTIATE_TEST_SUITE_P(
    Tamperings, DoubtsAudit,
    testing::Values(
        Tampering{"a_new_baseline_forgotten",
                  {"DELETE FROM reading_decision WHERE kind = 1"},
                  "account 1: meter 1: no energy leads to its reading at"},
        Tampering{"an_accepted_one_forgotten",
                  {"DELETE FROM reading_decision WHERE kind = 0"},
                  "no accepted reading says so"},
        Tampering{"the_last_baseline_forgotten",
                  {"DELETE FROM reading_decision WHERE kind = 0"},
                  "the last reading is not among the accepted ones of meter 1"},
        Tampering{"one_turned_into_a_discard",
                  {"UPDATE reading_decision SET kind = 2 WHERE kind = 1"},
                  "account 1: meter 1: no energy leads to its reading at"},
        Tampering{"an_acceptance_turned_into_a_new_baseline",
                  {"UPDATE reading_decision SET kind = 1 WHERE kind = 0"},
                  "has not the energy of its readings: -80.000 kWh"},
        Tampering{"a_new_baseline_turned_into_an_acceptance",
                  {"UPDATE reading_decision SET kind = 0 WHERE kind = 1"},
                  "a decision is not about a doubtful reading after its baseline of meter 1"},
        Tampering{"the_baseline_it_replaced",
                  {"UPDATE reading_decision SET baseline_wh = baseline_wh + 1 WHERE kind = 1"},
                  "a decision is not about a doubtful reading after its baseline of meter 1"},
        Tampering{"the_gap_charged",
                  {"UPDATE charge SET to_at = to_at + 600000, to_wh = 10 WHERE id = 1"},
                  "charge 1: energy is not the register difference"},
        Tampering{"a_decision_about_nothing",
                  {"UPDATE reading_decision SET taken_at = taken_at + 1 WHERE kind = 0"},
                  "a decision is not about a doubtful reading after its baseline of meter 1"}),
    [](auto const& each) { return each.param.name; });

TEST(LedgerAudit, OfAnEmptyHouseIsClean) {
  House house;
  auto const audit = house.ask(query::LedgerAudit{});
  ASSERT_TRUE(audit.has_value());
  EXPECT_EQ(audit->journals, 0);
  EXPECT_EQ(audit->head_hash, "");
  EXPECT_THAT(audit->findings, IsEmpty());
}

TEST(LedgerAudit, TellsTheHeadOfTheChain) {
  Story story;
  story.tell(kLife);
  auto const audit = story.house().ask(query::LedgerAudit{});
  ASSERT_TRUE(audit.has_value());
  EXPECT_EQ(audit->journals, 5);
  EXPECT_EQ(audit->head_hash,
            story.house().texts("SELECT hash FROM journal ORDER BY id DESC LIMIT 1").at(0));
  EXPECT_THAT(audit->head_hash, SizeIs(64));
}

TEST(LedgerAudit, StopsAtTheMostFindings) {
  Story story;
  story.tell(kLife);
  story.house().sql("DROP TRIGGER journal_keeps");
  story.house().sql("UPDATE journal SET actor = 'somebody'");
  auto const audit = story.house().ask(query::LedgerAudit{.most_findings = 2});
  ASSERT_TRUE(audit.has_value());
  EXPECT_THAT(audit->findings, SizeIs(2));
}

}  // namespace
}  // namespace e2ms::test
