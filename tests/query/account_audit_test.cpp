#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/story.hpp"

namespace e2ms::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

/// A grant that was used, a closed bill, an adjustment of it, and energy that still runs.
constexpr char const* kLife = R"(
  at    2026-11-29T16:00:00Z
  open  hu credit 100000 max 600000
  read  hu 0
  grant hu 200 yuan key a
  grant hu 3000 kwh key b
  mode  hu postpaid days 10
  use   hu 10000 after 60
  at    2026-12-01T16:00:00Z
  settle
  use   hu 10000 after 60
  settle
  use   hu 1000
)";

struct Tampering {
  char const* name;
  std::vector<std::string> sql;
  char const* finding;
};

class AccountAudit : public testing::TestWithParam<Tampering> {
 protected:
  AccountAudit() {
    story.tell(kLife);
    auto& house = story.house();
    EXPECT_EQ(house.number("SELECT count(*) FROM adjustment"), 1);
    for (auto const& trigger : house.texts("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
      house.sql("DROP TRIGGER " + trigger);
    house.sql("PRAGMA foreign_keys = OFF");
  }
  Story story;
};

TEST_P(AccountAudit, NamesWhatWasChanged) {
  EXPECT_THAT(story.findings(), IsEmpty());
  for (auto const& statement : GetParam().sql) story.house().sql(statement);
  EXPECT_THAT(story.findings(), Contains(HasSubstr(GetParam().finding)));
}

INSTANTIATE_TEST_SUITE_P(
    Tamperings, AccountAudit,
    testing::Values(
        Tampering{"a_grant_raised",
                  {"UPDATE subsidy SET quantity = 300 WHERE id = 1"},
                  "subsidy:1 is not what its grant pays, by 1.00 yuan"},
        Tampering{"a_grant_forgotten",
                  {"DELETE FROM subsidy WHERE id = 2"},
                  "subsidy:2 is not what its grant pays"},
        Tampering{"a_grant_ended_in_the_past",
                  {"INSERT INTO subsidy_end (subsidy, from_month, note, actor, at) "
                   "VALUES (1, '2026-11', 'x', 'x', 0)"},
                  "bill 2026-11 of account 1: subsidy:1 is not what its grant pays"},
        Tampering{"a_grant_with_the_running_charge",
                  {"UPDATE account_state SET running_fen = running_fen + 1"},
                  "the running charge is not what its energy costs"},
        Tampering{"an_item_beyond_all_bounds",
                  {"UPDATE bill_item SET amount_fen = -9223372036854775807"},
                  "its subsidies cannot be told"},
        Tampering{"a_due_of_another_amount",
                  {"UPDATE bill_due SET amount_fen = amount_fen - 1 WHERE adjustment = 0"},
                  "bill 2026-11 of account 1: what it asks for is not what is on it"},
        Tampering{"a_due_moved_to_fees",
                  {"UPDATE bill_due SET amount_fen = amount_fen - 1, fees_fen = fees_fen + 1 "
                   "WHERE adjustment <> 0"},
                  "bill 2026-11 of account 1: what it asks for is not what is on it"},
        Tampering{"a_due_before_the_bill",
                  {"UPDATE bill_due SET due_at = 0 WHERE adjustment = 0"},
                  "bill 2026-11 of account 1: its due date is not what its account agreed"},
        Tampering{"a_due_a_day_later",
                  {"UPDATE bill_due SET due_at = due_at + 86400000 WHERE adjustment = 0"},
                  "bill 2026-11 of account 1: its due date is not what its account agreed"},
        Tampering{
            "a_due_at_once",
            {"UPDATE bill_due SET due_at = (SELECT at FROM adjustment) WHERE adjustment <> 0"},
            "bill 2026-11 of account 1: its due date is not what its account agreed"},
        Tampering{
            "a_due_of_the_project_by_day",
            {"UPDATE payment_mode_change SET due_days = NULL", "UPDATE account SET due_days = NULL",
             "UPDATE bill_due SET due_at = due_at + 1 WHERE adjustment = 0"},
            "bill 2026-11 of account 1: its due date is not what its account agreed"},
        Tampering{"subsidised_by_nothing",
                  {"DELETE FROM subsidy", "UPDATE account_state SET subsidised = 1"},
                  "account 1 is said to be subsidised and has no grant"},
        Tampering{"a_due_gone",
                  {"DELETE FROM bill_due"},
                  "bill 2026-11 of account 1: what it asks for is not what is on it"},
        Tampering{"a_due_of_no_bill",
                  {"INSERT INTO bill_due VALUES (1, '2026-10', 0, 0, 5, 0)"},
                  "bill 2026-10 of account 1: something is due that is on no bill"},
        Tampering{"another_way_to_pay",
                  {"UPDATE account SET payment_mode = 0"},
                  "account 1 does not pay in the way that was set last"},
        Tampering{"other_days",
                  {"UPDATE account SET due_days = 99"},
                  "account 1 does not pay in the way that was set last"}),
    [](auto const& tampering) { return tampering.param.name; });

}  // namespace
}  // namespace e2ms::test
