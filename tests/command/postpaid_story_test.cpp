#include <gtest/gtest.h>

#include "support/story.hpp"

namespace e2ms::test {
namespace {

House::Rules quick() {
  House::Rules rules;
  rules.warning_grace = hours(1);
  rules.fresh_reading = hours(2);
  return rules;
}

/// 100 kWh of October at 0.50 on a bill that is closed on the 2nd of November.
std::string const kOctober = R"(
    at    2026-10-10T00:00:00Z
    open  hu max 600000
    read  hu 0
    mode  hu postpaid days 10   -> set, level none, overdue 0
    use   hu 100000 after 2880  -> running 5000, available -5000, level none, overdue 0
    settle                      -> balance -5000, overdue 0, level none, supply none
    at    2026-10-31T15:59:00Z
    read  hu 100000
    at    2026-11-01T16:00:00Z
    settle                      -> closed 2026-10, overdue 0
    look  hu                    -> due 2026-10 2026-11-12T16:00, unpaid 2026-10 5000
)";

TEST(Postpaid, IsNotCutOffForWhatIsNotDue) {
  expect_story(kOctober + R"(
    use   hu 10000 after 1440   -> running 500, level none, supply none
    at    2026-11-12T15:59:00Z
    settle                      -> overdue 0, level none, supply none
    at    2026-11-12T16:00:00Z
    use   hu 100 after 0        -> overdue 5000, level arrears, messages arrears, supply none
    use   hu 100 after 59       -> supply none
    use   hu 100 after 1        -> supply off arrears
    obey  hu                    -> confirmed
    pay   hu 4999 ref a         -> credited, overdue 1, supply off arrears, unpaid 2026-10 1
    pay   hu 1 ref b            -> overdue 0, supply on in_credit, unpaid 2026-10 0
    audit                       -> clean
  )",
               quick());
}

TEST(Postpaid, IsWarnedByTheCalendarThoughNoReadingComes) {
  expect_story(kOctober + R"(
    at    2026-11-12T16:00:00Z
    settle                      -> level arrears, messages arrears, overdue 5000
    settle                      -> messages none
    audit                       -> clean
  )",
               quick());
}

TEST(Postpaid, BearsAsMuchAsTheCreditLimit) {
  expect_story(R"(
    at    2026-10-10T00:00:00Z
    open  hu credit 3000 max 600000
    read  hu 0
    mode  hu postpaid days 0    -> set
    use   hu 60000 after 2880
    at    2026-11-01T16:00:00Z
    settle                      -> due 2026-10 2026-11-02T16:00, overdue 0
    at    2026-11-02T16:00:00Z
    settle                      -> overdue 3000, level very_low
    enter hu 60001 ago 0        -> entered
    mode  hu postpaid days 5    -> set
    settle                      -> overdue 3000, level very_low
  )",
               quick());
}

TEST(Postpaid, PaysTheOldestBillFirst) {
  expect_story(kOctober + R"(
    use   hu 60000 after 1440
    at    2026-12-01T16:00:00Z
    settle                      -> closed 2026-10 + 2026-11, overdue 5000
    look  hu                    -> unpaid 2026-11 3000, due 2026-11 2026-12-12T16:00
    pay   hu 4000 ref a         -> unpaid 2026-10 1000, unpaid 2026-11 3000, overdue 1000
    pay   hu 2000 ref b         -> unpaid 2026-10 0, unpaid 2026-11 2000, overdue 0
    pay   hu 9000 ref c         -> unpaid 2026-11 0, balance 7000
    reverse b                   -> unpaid 2026-11 0, balance 5000
    reverse c                   -> unpaid 2026-10 1000, unpaid 2026-11 3000
    audit                       -> clean
  )",
               quick());
}

TEST(Postpaid, OwesFromBeforeAtOnce) {
  expect_story(R"(
    at    2026-10-10T00:00:00Z
    open  hu credit 20000 max 600000
    read  hu 0
    use   hu 100000 after 2880
    at    2026-10-31T15:59:00Z
    read  hu 100000
    at    2026-11-01T16:00:00Z
    settle                      -> closed 2026-10, balance -5000
    use   hu 20000 after 1440
    settle                      -> balance -6000, journals 2
    mode  hu postpaid           -> set, journals 2, overdue 5000, level very_low
    mode  hu postpaid           -> already_so
    # What stands on November's bill is not due before it is closed.
    pay   hu 5000 ref a         -> overdue 0, level none
    mode  hu prepaid            -> set, available 19000, overdue 1000, level none
    audit                       -> clean
  )",
               quick());
}

TEST(Postpaid, OwesAtOnceWhenItPaysInAdvanceAgain) {
  expect_story(kOctober + R"(
    use   hu 100 after 1
    mode  hu prepaid            -> set, level arrears, overdue 5005, messages arrears
    mode  hu postpaid days 10   -> set, level none, overdue 0
    audit                       -> clean
  )",
               quick());
}

TEST(Postpaid, HasAnAdjustmentOfItsOwnDue) {
  expect_story(R"(
    at    2026-10-31T14:00:00Z
    open  hu max 600000
    read  hu 0
    mode  hu postpaid days 10
    use   hu 10000 after 60
    at    2026-11-01T16:00:00Z
    settle                      -> closed 2026-10, unpaid 2026-10 500
    at    2026-11-15T16:00:00Z
    settle                      -> overdue 500
    pay   hu 500 ref a          -> overdue 0
    # 300 kWh that the meter tells only now; a little of it fell into October.
    read  hu 310000 after 1     -> accepted
    settle                      -> adjusted 41, overdue 0, unpaid 2026-10 0, balance -15000
    at    2026-11-25T16:00:00Z
    settle                      -> overdue 0
    at    2026-11-26T16:00:00Z
    settle                      -> overdue 41
    audit                       -> clean
  )",
               quick());
}

TEST(Postpaid, CountsWhatIsGivenBackAtOnce) {
  expect_story(R"(
    at    2026-10-31T13:00:00Z
    open  hu max 600000
    read  hu 0
    mode  hu postpaid days 10
    use   hu 10000 after 60
    use   hu 10000 after 60
    at    2026-11-01T16:00:00Z
    settle                      -> closed 2026-10
    at    2026-11-15T16:00:00Z
    settle                      -> overdue 1000
    enter hu 20000 ago 0        -> entered
    void  hu ago 21659          -> voided
    look  hu                    -> overdue 503, adjusted -497
    audit                       -> clean
  )",
               quick());
}

TEST(Postpaid, OwesWhatItOwedThoughACorrectionCameAndWent) {
  expect_story(R"(
    at    2026-10-31T14:00:00Z
    open  hu max 600000
    read  hu 0
    mode  hu postpaid days 10
    use   hu 10000 after 60
    at    2026-11-01T16:00:00Z
    settle                      -> closed 2026-10
    at    2026-11-15T16:00:00Z
    use   hu 10000 after 0      -> overdue 500, level arrears
    settle                      -> overdue 500, adjusted 1
    use   hu 10 after 61        -> supply off arrears
    obey  hu                    -> confirmed
    enter hu 15000 ago 21662    -> entered, adjusted 250, overdue 500, unpaid 2026-10 500
    void  hu ago 21662          -> voided, adjusted 1, overdue 500, unpaid 2026-10 500
    look  hu                    -> supply off arrears
    audit                       -> clean
  )",
               quick());
}

TEST(Postpaid, HasAGraceOfItsOwnWhenTheBillFallsDue) {
  // Something small was overdue, and told, days before.
  expect_story(R"(
    at    2026-10-31T14:00:00Z
    open  hu credit 1000 max 600000
    read  hu 0
    mode  hu postpaid days 0
    use   hu 10000 after 60
    at    2026-11-01T16:00:00Z
    settle                      -> closed 2026-10
    at    2026-11-02T16:00:00Z
    settle                      -> overdue 500, level very_low, messages very_low
    use   hu 40000 after 1440
    at    2026-12-01T16:00:00Z
    settle                      -> closed 2026-10 + 2026-11
    at    2026-12-02T16:00:00Z
    use   hu 100 after 0        -> level arrears, messages arrears, supply none
    use   hu 100 after 59       -> supply none
    use   hu 100 after 1        -> supply off arrears
    audit                       -> clean
  )",
               quick());
}

TEST(Postpaid, IsWarnedAnewWhenItPaysInAdvanceAgain) {
  expect_story(R"(
    at    2026-10-31T14:00:00Z
    open  hu credit 1000 max 600000
    read  hu 0
    mode  hu postpaid days 0
    use   hu 10000 after 60
    at    2026-11-01T16:00:00Z
    settle                      -> closed 2026-10
    at    2026-11-02T16:00:00Z
    settle                      -> overdue 500, level very_low
    use   hu 40000 after 1440   -> level very_low
    mode  hu prepaid            -> set, level arrears, messages arrears, supply none
    use   hu 100 after 59       -> supply none
    use   hu 100 after 1        -> supply off arrears
    audit                       -> clean
  )",
               quick());
}

TEST(Postpaid, IsToldWhatIsOverdueInEveryMessage) {
  expect_story(kOctober + R"(
    at    2026-11-12T16:00:00Z
    use   hu 10000 after 0      -> messages arrears, told -5000
    use   hu 100 after 61       -> supply off arrears
    obey  hu                    -> messages cut_off, told -5000
    pay   hu 4000 ref a         -> messages topped_up, told -1000
    pay   hu 1000 ref b         -> messages topped_up, told 0
    obey  hu                    -> messages restored, told 0
    reverse b                   -> told -1000
  )",
               quick());
}

TEST(Postpaid, RefusesWhatCannotBe) {
  expect_story(R"(
    open hu
    mode hu postpaid days -1    -> not_allowed
    mode hu postpaid days 367   -> not_allowed
    mode hu prepaid             -> already_so
    room li
    mode li postpaid            -> unknown_account
  )");
}

}  // namespace
}  // namespace e2ms::test
