#include <gtest/gtest.h>

#include "e2ms/command/archive.hpp"
#include "e2ms/document/tariff_json.hpp"
#include "support/story.hpp"

namespace e2ms::test {
namespace {

using command::Archived;
using command::PublishTariff;

constexpr Instant kNow{1'700'000'000'000};

Archived publish(House& house, Instant valid_from) {
  PublishTariff const order{house.project, "flat", valid_from,
                            document::flat_document({60'000'000}), kNow};
  auto const outcome = house.submit(order);
  EXPECT_TRUE(outcome.has_value());
  return outcome->verdict;
}

TEST(Tariff, MayBeginInThePastWhileNobodyUsesIt) {
  House house;
  EXPECT_EQ(publish(house, kNow - days(1)), Archived::added);
}

TEST(Tariff, ChangesNoPriceOfWhatWasUsedAlready) {
  Story story;
  story.tell("open hu");
  EXPECT_EQ(publish(story.house(), kNow), Archived::too_late);
  EXPECT_EQ(publish(story.house(), kNow + milliseconds(1)), Archived::added);
}

}  // namespace
}  // namespace e2ms::test
