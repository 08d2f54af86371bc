#include <gtest/gtest.h>

#include "e2ms/command/archive.hpp"
#include "e2ms/command/enter_reading.hpp"
#include "e2ms/command/settle_accounts.hpp"
#include "e2ms/query/ledger_audit.hpp"
#include "support/house.hpp"

namespace e2ms::test {
namespace {

constexpr Instant kBegin{1'795'392'000'000};

/// A room whose meter has the largest transformers and no limit to its power.
class LargestMeter : public testing::Test {
 protected:
  LargestMeter() {
    auto const room = house_.submit(command::AddRoom{house_.project, "tower", "1", "1"})->id;
    command::AddMeter const meter{.line = house_.line,
                                  .room = room,
                                  .address = "1",
                                  .model = "any",
                                  .ratio = 30'000,
                                  .has_relay = false,
                                  .password = std::nullopt,
                                  .max_power_w = 1'000'000'000'000'000,
                                  .group = house_.group};
    meter_ = house_.submit(meter)->id;
    command::OpenAccount const account{.room = room,
                                       .tenant = "tenant",
                                       .tariff = house_.tariff,
                                       .credit_limit = kLargestMoney,
                                       .alarm1 = {},
                                       .alarm2 = {},
                                       .reconnect = {},
                                       .pin_hash = "-",
                                       .at = kBegin};
    EXPECT_EQ(house_.submit(account)->verdict, command::Archived::added);
    EXPECT_TRUE(read(kBegin, Energy{}).has_value());
  }

  Result<command::EnterReading::Outcome> read(Instant at, Energy total) {
    return house_.submit(command::EnterReading{meter_, at, total, {}, false, "typed", "test", at});
  }
  std::vector<std::string> findings() { return house_.ask(query::LedgerAudit{})->findings; }

  House house_;
  MeterId meter_;
};

TEST_F(LargestMeter, IsSettledAndVerifiedToTheFen) {
  auto const read_once = read(kBegin + days(3), Energy::wh(99'999'999'990));
  ASSERT_TRUE(read_once.has_value());
  ASSERT_EQ(read_once->verdict, command::EnterReading::Verdict::entered);
  command::SettleAccounts const night{house_.project, kBegin + days(3), {0}};
  EXPECT_EQ(house_.submit(night)->posted, 1U);
  // 2 999 999 999 700 kWh at 0.50 yuan.
  EXPECT_EQ(house_.number("SELECT sum(amount_fen) FROM charge"), 149'999'999'985'000);
  EXPECT_EQ(house_.number("SELECT sum(energy_wh) FROM charge"), 2'999'999'999'700'000);
  EXPECT_EQ(findings(), std::vector<std::string>{});
}

TEST_F(LargestMeter, RefusesWhatIsBeyondAllBoundsAndKeepsNothingOfIt) {
  auto const beyond = read(kBegin + days(3), kLargestRegister);
  ASSERT_FALSE(beyond.has_value());
  EXPECT_EQ(beyond.fault().code, FaultCode::overflow);
  EXPECT_EQ(house_.number("SELECT count(*) FROM reading"), 1);
  EXPECT_EQ(findings(), std::vector<std::string>{});
}

}  // namespace
}  // namespace e2ms::test
