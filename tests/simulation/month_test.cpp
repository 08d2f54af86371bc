#include <gtest/gtest.h>
#include <malloc.h>

#include <cstdlib>
#include <iostream>

#include "e2ms/base/log.hpp"
#include "month.hpp"

namespace e2ms::simulation {
namespace {

constexpr std::uint64_t kUsualSeed = 20'261'123;
constexpr int kMonth = 30;
constexpr int kShort = 4;

std::uint64_t seed() {
  auto const* const text = std::getenv("E2MS_SEED");
  return text == nullptr ? kUsualSeed : std::strtoull(text, nullptr, 10);
}

class Simulation : public testing::Test {
 protected:
  // The daemon has a lot to say about a month like this.
  static void SetUpTestSuite() {
    log::open(log::Level::error);
    // Each command takes and frees pages at the heap's end; giving them back every time costs a
    // third of the month.
    ::mallopt(M_TRIM_THRESHOLD, 256 << 20);
    ::mallopt(M_TOP_PAD, 16 << 20);
  }
  static void TearDownTestSuite() { log::close(); }
};

std::string all(Findings const& findings) {
  std::string out;
  for (auto const& finding : findings) out += finding + "\n";
  return out;
}

TEST_F(Simulation, KeepsEveryPromiseForAMonth) {
  Month month(seed(), kMonth);
  month.run();
  auto const& tally = month.tally();
  EXPECT_TRUE(month.findings().empty()) << "replay with E2MS_SEED=" << seed() << "\n"
                                        << all(month.findings());
  // A month in which little happened proves little.
  EXPECT_GT(tally.lives, 50);
  EXPECT_GT(tally.refused, 100);
  EXPECT_GT(tally.faults, 100);
  EXPECT_GT(tally.payments, 500);
  EXPECT_GT(tally.moves, 100);
  EXPECT_GT(tally.decisions, 5);
  EXPECT_GT(tally.surveys, 50);
  EXPECT_GT(tally.swaps, 8);
  EXPECT_EQ(tally.ratios, 1);
  auto const packed = month.town().number("SELECT coalesce(sum(count), 0) FROM reading_pack");
  EXPECT_GT(packed, 200'000);
  std::cout << "seed " << seed() << ": " << tally.lives << " lives, " << tally.refused
            << " refused commits, " << tally.faults << " faults, " << tally.payments
            << " payments, " << tally.holds << " holds, " << tally.decisions << " decisions, "
            << tally.surveys << " readings of surveyors, " << tally.swaps << " meters replaced, "
            << tally.ratios << " ratio corrected, " << tally.moves << " relay movements, "
            << month.town().number("SELECT count(*) FROM reading") << " readings and " << packed
            << " in packs, digest " << month.digest() << "\n";
}

TEST_F(Simulation, GoesTheSameWayFromTheSameSeed) {
  Month once(seed(), kShort);
  once.run();
  Month again(seed(), kShort);
  again.run();
  EXPECT_TRUE(once.findings().empty()) << all(once.findings());
  EXPECT_EQ(once.digest(), again.digest()) << "E2MS_SEED=" << seed();
}

TEST_F(Simulation, GoesAnotherWayFromAnotherSeed) {
  Month one(seed(), kShort);
  one.run();
  Month other(seed() + 1, kShort);
  other.run();
  EXPECT_NE(one.digest(), other.digest()) << "E2MS_SEED=" << seed();
}

}  // namespace
}  // namespace e2ms::simulation
