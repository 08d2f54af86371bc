#include <gtest/gtest.h>

#include "support/story.hpp"

// Money at the desk: paid out, put right by hand, received from nobody we know.

namespace e2ms::test {
namespace {

TEST(PayOut, GivesBackWhatIsLeftOnce) {
  expect_story(R"(
    open     hu credit 1000
    read     hu 0
    pay      hu 5000 ref a
    use      hu 3200            -> running 160
    refund   hu 4840 ref r      -> paid_out, balance 0, running 0, charged 160, book 2 -160
                                -> messages low + paid_out
    refund   hu 4840 ref r      -> already_paid_out, balance 0, messages none
    refund   hu 4000 ref r      -> key_used_otherwise, balance 0
    unrefund r                  -> reversed, balance 4840, book 2 -5000
    unrefund r                  -> already_reversed, balance 4840
    unrefund unknown            -> unknown_pay_out
    refund   hu 4840 ref r      -> already_paid_out, balance 4840
  )");
}

TEST(PayOut, IsNeverMoreThanTheWalletHolds) {
  expect_story(R"(
    open   hu credit 100000
    read   hu 0
    pay    hu 1000 ref a
    pay    hu 700 ref b fees
    use    hu 10000             -> running 500
    refund hu 501 ref r         -> more_than_there_is, balance 500, running 0
    refund hu 701 ref r fees    -> more_than_there_is, fees 700
    refund hu 0 ref r           -> amount_not_allowed
    refund hu -1 ref r          -> amount_not_allowed
    refund hu 9223372036854775807 ref r -> amount_not_allowed
    refund hu 500 ref r wordless -> note_missing
    refund hu 500 ref r         -> paid_out, balance 0
    refund hu 700 ref s fees by card -> paid_out, fees 0, book 14 700
  )");
}

TEST(PayOut, OfAnAccountThatIsUsedUpCutsItOff) {
  expect_story(R"(
    open   hu
    read   hu 0
    seen   hu closed
    pay    hu 5000 ref a       -> level none
    refund hu 5000 ref r       -> paid_out, available 0, level arrears
                               -> messages arrears + paid_out
  )");
}

TEST(Adjustment, MovesTheBalanceByHandOnce) {
  expect_story(R"(
    open   hu
    adjust hu 300 key a        -> put_right, balance 300, book 15 -300, messages very_low + adjusted
    adjust hu 300 key a        -> already_put_right, balance 300, messages none
    adjust hu 301 key a        -> key_used_otherwise
    adjust hu 300 key a fees   -> key_used_otherwise
    adjust hu -500 key b       -> put_right, balance -200, book 15 200
    adjust hu 40 key c fees    -> put_right, fees 40, balance -200
    adjust hu 0 key d          -> amount_not_allowed
    adjust hu 10000000001 key d  -> amount_not_allowed
    adjust hu -10000000001 key d -> amount_not_allowed
    adjust hu 1 key d wordless -> note_missing, balance -200
  )");
}

TEST(Unassigned, WaitsInSuspenseUntilItsOwnerIsKnown) {
  expect_story(R"(
    open    hu
    receive 8000 ref t1 from Li   -> received, book 12 8000, book 13 -8000, journals 1
    receive 8000 ref t1 from Li   -> already_received, journals 1
    receive 8000 ref t1 from Hu   -> key_used_otherwise
    receive 8001 ref t1 from Li   -> key_used_otherwise
    receive 0 ref t2              -> amount_not_allowed
    assign  t1 to hu              -> assigned, balance 8000, book 12 0, messages topped_up
    assign  t1 to hu              -> already_assigned, balance 8000, messages none
    assign  t1 to hu fees         -> key_used_otherwise, fees 0
    assign  t1 to hu key other    -> not_waiting, balance 8000
    return  t1                    -> not_waiting
    assign  t9 to hu              -> unknown_unassigned
    audit                         -> clean
  )");
}

TEST(Unassigned, WaitsAgainWhenItWasGivenToTheWrongOne) {
  expect_story(R"(
    open    hu
    open    li
    receive 8000 ref t1
    assign  t1 to hu key a        -> assigned, balance 8000
    assign  t1 to li key b        -> not_waiting, balance 0
    reverse t1                    -> reversed, book 12 8000
    look    hu                    -> balance 0
    # The first request is sent once more: what was taken back stays taken back.
    assign  t1 to hu key a        -> already_assigned, balance 0, book 12 8000
    assign  t1 to li fees key b   -> assigned, fees 8000, book 12 0
    look    hu                    -> balance 0
    audit                         -> clean
  )");
}

TEST(Unassigned, GoesBackTheWayItCame) {
  expect_story(R"(
    open    hu
    receive 8000 ref t1 by cash   -> received, book 2 -8000
    return  t1 wordless           -> note_missing
    return  t1                    -> returned, book 2 0, book 12 0
    return  t1                    -> already_returned
    return  t1 key other          -> not_waiting
    assign  t1 to hu              -> not_waiting, balance 0
    assign  t1 to hu key k2       -> key_used_otherwise, balance 0
    return  t9                    -> unknown_unassigned
  )");
}

TEST(Unassigned, SharesItsNumbersWithTopUps) {
  expect_story(R"(
    open    hu
    receive 8000 ref t1 by cash
    pay     hu 8000 ref t1        -> key_used_otherwise, balance 0
    pay     hu 8000 ref t1 by bank -> key_used_otherwise, balance 0
    receive 8000 ref t1           -> key_used_otherwise
    pay     hu 100 ref c1         -> credited
    pay     hu 100 ref c1 by bank -> key_used_otherwise, balance 100
    receive 100 ref c1            -> key_used_otherwise
    refund  hu 50 ref r           -> paid_out
    refund  hu 50 ref r by card   -> key_used_otherwise, balance 50
  )");
}

}  // namespace
}  // namespace e2ms::test
