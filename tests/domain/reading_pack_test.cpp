#include "e2ms/domain/reading_pack.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>

namespace e2ms {
namespace {

using Number = std::optional<std::int64_t>;

bool comes_back(std::vector<Reading> const& readings) {
  auto const unpacked = unpack(pack(readings));
  return unpacked && std::ranges::equal(*unpacked, readings, same_numbers);
}

/// Any number there is, the smallest and largest among them, now and then none.
Number any_number() {
  switch (*rc::gen::inRange(0, 6)) {
    case 0:
      return std::nullopt;
    case 1:
      return *rc::gen::element(INT64_MIN, INT64_MAX, std::int64_t{0}, std::int64_t{-1});
    case 2:
      return *rc::gen::arbitrary<std::int64_t>();
    default:
      return *rc::gen::inRange<std::int64_t>(-300'000, 300'000);
  }
}

Reading any_reading(Instant at) {
  Reading reading{};
  reading.taken_at = at;
  reading.total = Energy::wh(any_number().value_or(7));
  for (auto& rate : reading.rate)
    if (auto const number = any_number()) rate = Energy::wh(*number);
  for (auto& value : reading.now.voltage_mv) value = any_number();
  for (auto& value : reading.now.current_ma) value = any_number();
  reading.now.power_mw = any_number();
  reading.now.power_factor_e3 = any_number();
  reading.now.frequency_mhz = any_number();
  auto const relay = *rc::gen::inRange(0, 3);
  if (relay < 2) reading.relay = static_cast<Relay>(relay);
  return reading;
}

RC_GTEST_PROP(ReadingPack, GivesBackWhateverReadingsSay, ()) {
  auto const count = *rc::gen::inRange(1, 40);
  Instant at{*rc::gen::inRange<std::int64_t>(-1'000'000'000'000, 4'000'000'000'000)};
  std::vector<Reading> readings;
  for (int i = 0; i < count; ++i) {
    readings.push_back(any_reading(at));
    at = at + milliseconds(*rc::gen::inRange<std::int64_t>(1, 100'000'000));
  }
  RC_ASSERT(comes_back(readings));
  auto const bytes = pack(readings);
  for (auto const& reading : readings) RC_ASSERT(pack_holds(bytes, reading.taken_at));
  RC_ASSERT(!pack_holds(bytes, readings.front().taken_at - milliseconds(1)));
}

RC_GTEST_PROP(ReadingPack, ThatIsCutShortIsRefused, ()) {
  std::vector<Reading> readings;
  for (int i = 0; i < 5; ++i) readings.push_back(any_reading({1000 * i}));
  auto bytes = pack(readings);
  bytes.resize(*rc::gen::inRange<std::size_t>(0, bytes.size()));
  RC_ASSERT(!unpack(bytes).has_value());
}

TEST(ReadingPack, KeepsTheOutermostNumbers) {
  for (auto const first : {INT64_MIN, INT64_MAX})
    for (auto const second : {INT64_MIN, std::int64_t{0}, INT64_MAX}) {
      Reading one{}, two{}, three{};
      one.taken_at = {INT64_MIN};
      two.taken_at = {0};
      three.taken_at = {INT64_MAX};
      one.total = three.total = Energy::wh(first);
      two.total = Energy::wh(second);
      EXPECT_TRUE(comes_back({one, two, three})) << first << " " << second;
    }
}

TEST(ReadingPack, RefusesWhatItDoesNotWrite) {
  Reading reading{};
  reading.taken_at = {1'000};
  reading.relay = Relay::open;
  auto const good = pack({reading});
  auto longer = good;
  longer.push_back(0);
  EXPECT_FALSE(unpack(longer).has_value());
  auto newer = good;
  newer.front() = 2;
  EXPECT_FALSE(unpack(newer).has_value());
  auto strange = good;
  strange.back() = 4;  // a relay that is neither closed nor open
  EXPECT_FALSE(unpack(strange).has_value());
  Bytes const none{1, 0};
  EXPECT_FALSE(unpack(none).has_value());
  Bytes const endless{1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01};
  EXPECT_FALSE(unpack(endless).has_value());
}

TEST(ReadingPack, HoldsADayOfSeconds) {
  std::vector<Reading> readings(kMostPackedReadings);
  for (std::size_t i = 0; i < readings.size(); ++i)
    readings[i].taken_at = {static_cast<std::int64_t>(i) * 1000};
  auto const bytes = pack(readings);
  EXPECT_LT(bytes.size(), 100U);
  EXPECT_TRUE(comes_back(readings));
}

/// A three-phase meter of DL/T 645 with four rates, read every quarter of an hour: registers in
/// 10 Wh, volts in tenths, currents in thousandths, and a line that answers when it can.
class Quarter {
 public:
  Reading next() {
    int const quarter = i_++ % 96;
    Reading reading{};
    reading.taken_at = Instant{1'795'392'000'000} + minutes(15) * i_ + milliseconds(below(2'500));
    std::int64_t const watt = load(quarter) + below(1 + load(quarter) / 2);
    exact_ += watt * 250;
    rate_[static_cast<std::size_t>(quarter / 24)] += watt * 250;
    reading.total = Energy::wh(exact_ / 10'000 * 10);
    for (std::size_t r = 0; r < 4; ++r) reading.rate[r] = Energy::wh(rate_[r] / 10'000 * 10);
    for (std::size_t phase = 0; phase < 3; ++phase) {
      auto const volt = 2'290 + below(40);
      reading.now.voltage_mv[phase] = volt * 100;
      reading.now.current_ma[phase] = watt * 1000 / 3 / 230 + below(1 + watt / 2);
    }
    reading.now.power_mw = watt * 1000 / 100 * 100;
    reading.now.power_factor_e3 = 930 + below(60);
    reading.now.frequency_mhz = 49'950 + below(10) * 10;
    reading.relay = Relay::closed;
    return reading;
  }

 private:
  static std::int64_t load(int quarter) { return quarter < 28 ? 180 : quarter < 72 ? 900 : 2'600; }
  std::int64_t below(std::int64_t limit) {
    state_ = state_ * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    return static_cast<std::int64_t>(state_ >> 33) % limit;
  }

  std::uint64_t state_ = 7;
  int i_ = 0;
  std::int64_t exact_ = 12'345'678'000;
  std::array<std::int64_t, 4> rate_{3'000'000'000, 3'000'000'000, 3'000'000'000, 3'345'678'000};
};

TEST(ReadingPack, TakesFewBytesForARealisticDay) {
  Quarter meter;
  for (int day = 0; day < 10; ++day) {
    std::vector<Reading> readings;
    for (int i = 0; i < 96; ++i) readings.push_back(meter.next());
    auto const bytes = pack(readings);
    EXPECT_LE(bytes.size(), 96U * 20U) << "day " << day;
    RecordProperty("bytes", static_cast<int>(bytes.size()));
    EXPECT_TRUE(comes_back(readings));
  }
}

}  // namespace
}  // namespace e2ms
