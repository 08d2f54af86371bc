#include <gtest/gtest.h>

#include "e2ms/command/take_payment.hpp"
#include "support/story.hpp"

namespace e2ms::test {
namespace {

TEST(TopUp, IsCreditedOnceHoweverOftenItIsSent) {
  expect_story(R"(
    open hu
    pay  hu 5000 ref a  -> credited,           available 5000, journals 1, messages topped_up
    pay  hu 5000 ref a  -> already_credited,   available 5000, journals 1, messages none
    pay  hu 5001 ref a  -> key_used_otherwise, available 5000, journals 1, messages none
    open li
    pay  li 5000 ref a  -> key_used_otherwise, available 0, journals 1
    pay  hu 5000 ref b  -> credited,           available 10000, journals 2
  )");
}

TEST(TopUp, OfNothingLessThanNothingOrTooMuchIsRefused) {
  expect_story(R"(
    open hu
    pay  hu 0 ref a                    -> amount_not_allowed, available 0, journals 0
    pay  hu -1 ref a                   -> amount_not_allowed, available 0, journals 0
    pay  hu 10000000001 ref a          -> amount_not_allowed, available 0, journals 0
    pay  hu 9223372036854775807 ref a  -> amount_not_allowed, available 0, journals 0
    pay  hu -9223372036854775808 ref a -> amount_not_allowed, available 0, journals 0
    pay  hu 10000000000 ref a          -> credited, available 10000000000
    pay  hu 1 ref b                    -> credited, available 10000000001
  )");
}

TEST(TopUp, ForNobodyIsRefused) {
  expect_story(R"(
    room hu
    pay  hu 100 ref a  -> unknown_account, journals 0
  )");
}

TEST(TopUp, PostsTheRunningChargeFirst) {
  expect_story(R"(
    open hu credit 1000
    read hu 0
    use  hu 3200          -> running 160, balance 0, available 840
    pay  hu 5000 ref a    -> credited, running 0, balance 4840, charged 160, journals 2
    pay  hu 5000 ref a    -> already_credited, journals 2
    pay  hu 100 ref b     -> credited, balance 4940, journals 3
  )");
}

TEST(TopUp, RepeatedLaterTellsTodaysBalanceAndPostsNothing) {
  expect_story(R"(
    open hu credit 1000
    pay  hu 5000 ref a    -> credited
    read hu 0
    use  hu 3200          -> running 160
    pay  hu 5000 ref a    -> already_credited, running 160, available 5840, journals 1
  )");
}

TEST(Reversal, UndoesATopUpOnce) {
  expect_story(R"(
    open    hu
    pay     hu 5000 ref mm-1  -> credited, balance 5000
    read    hu 0
    use     hu 3200           -> running 160
    reverse mm-1              -> reversed, balance -160, available -160
                              -> messages arrears + top_up_reversed
    reverse mm-1              -> already_reversed, balance -160, journals 3, messages none
    reverse unknown           -> unknown_top_up, journals 3
    pay     hu 5000 ref mm-1  -> already_credited, balance -160
  )");
}

TEST(Reversal, OfOneTopUpLeavesTheOthers) {
  expect_story(R"(
    open    hu
    pay     hu 5000 ref a
    pay     hu 700 ref b
    reverse a   -> reversed, available 700
    reverse b   -> reversed, available 0
    reverse a   -> already_reversed, available 0, journals 4
  )");
}

TEST(Reversal, BringsTheCutOffOnlyAfterTheGrace) {
  expect_story(R"(
    open    hu
    pay     hu 5000 ref a
    read    hu 0
    reverse a      -> reversed, available 0, supply none, alarms cut_off_held, decision held arrears
    use     hu 10 after 59  -> supply none, alarms cut_off_held, decisions 1
    use     hu 0 after 1    -> supply off arrears, alarms none, decision off arrears
  )");
}

TEST(Payments, AreHeardByWhoeverListens) {
  Story story;
  story.tell("open hu\n pay hu 5000 ref a -> credited");
  EXPECT_FALSE(story.house().announced().empty());
  EXPECT_EQ(story.house().announced().back().kind, store::Announcement::Kind::account);
}

}  // namespace
}  // namespace e2ms::test
