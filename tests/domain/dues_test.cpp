#include "e2ms/domain/dues.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace e2ms {
namespace {

using testing::ElementsAre;

Due due(char const* bill, std::int64_t adjustment, std::int64_t at, std::int64_t fen) {
  return {bill, adjustment, Instant{at}, Money::fen(fen)};
}

std::vector<std::int64_t> fen_unpaid(std::vector<Due> const& dues, std::int64_t wallet) {
  std::vector<std::int64_t> fen;
  for (auto const left : unpaid(dues, Money::fen(wallet), {})) fen.push_back(left.fen());
  return fen;
}

TEST(Dues, LeaveABillUnpaidWhoseCorrectionWasTakenBack) {
  EXPECT_THAT(fen_unpaid({due("2026-10", 0, 1, 8000), due("2026-10", 2, 5, -8000),
                          due("2026-10", 1, 9, 8000)},
                         -8000),
              ElementsAre(8000, 0, 0));
}

TEST(Dues, TakeWhatWasGivenBackFromItsOwnBillAndTheRestFromTheOldest) {
  std::vector<Due> const dues{due("2026-09", 0, 1, 5000), due("2026-10", 0, 2, 3000),
                              due("2026-10", 1, 3, -4000), due("2026-11", 0, 9, 2000)};
  EXPECT_THAT(fen_unpaid(dues, -6000), ElementsAre(4000, 0, 0, 2000));
  EXPECT_THAT(fen_unpaid(dues, -1000), ElementsAre(0, 0, 0, 1000));
}

}  // namespace
}  // namespace e2ms
