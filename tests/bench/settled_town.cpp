#include "settled_town.hpp"

#include <chrono>
#include <ctime>

#include "e2ms/command/archive.hpp"
#include "e2ms/command/record_reading.hpp"
#include "e2ms/command/settle_accounts.hpp"

namespace e2ms::bench {
namespace {

constexpr char kTerms[] = R"({
  "energy": {"type": "tou_tier_adder",
             "prices": {"peak": "0.9012", "flat": "0.6034", "valley": "0.3056"},
             "tiers": [{"upto": "8", "adder": "0.01"}, {"upto": "16", "adder": "0.05"},
                       {"upto": null, "adder": "0.3"}]},
  "tier_cycle": {"unit": "month"},
  "calendar": {"rules": [{"period": "peak", "times": ["08:00-11:00", "17:00-22:00"]},
                         {"period": "valley", "times": ["22:00-06:00"]}], "default": "flat"},
  "surcharges": [{"code": "service", "per_kwh": "0.0212"}]})";

/// Any commands in one transaction: what is measured here is not how often the disk is waited for.
template <class C>
typename C::Outcome run(store::WriteTx& tx, C const& command) {
  return execute(tx, command).value();
}

double cpu_now() {
  return static_cast<double>(std::clock()) * 1000 / CLOCKS_PER_SEC;
}

double wall_now() {
  auto const since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::milli>(since).count();
}

}  // namespace

Stopwatch::Stopwatch() : cpu_(cpu_now()), wall_(wall_now()) {}

double Stopwatch::cpu_ms() const {
  return cpu_now() - cpu_;
}

double Stopwatch::ms() const {
  return wall_now() - wall_;
}

SettledTown::SettledTown(std::string path, int homes) {
  ENSURE(store::create(path).has_value());
  direct_ = std::make_unique<store::Direct>(path);
  direct_->write([&](store::WriteTx& tx) {
    project_ = run(tx, command::AddProject{"town", "Asia/Shanghai", hours(1), hours(2)}).id;
    tariff_ = run(tx, command::PublishTariff{project_, "all", {0}, kTerms, {0}}).id;
    command::AddLine const line{.project = project_,
                                .name = "bus",
                                .mode = LineMode::dial_in,
                                .host = std::nullopt,
                                .port = std::nullopt,
                                .registration = "bus",
                                .framing = Framing::transparent,
                                .answer_time = seconds(1),
                                .gap = milliseconds(50)};
    line_ = run(tx, line).id;
    command::AddMeterGroup const group{.project = project_,
                                       .name = "hourly",
                                       .energy = hours(1),
                                       .momentary = hours(1),
                                       .status = hours(1),
                                       .clock = days(1),
                                       .freezes = false};
    group_ = run(tx, group).id;
    for (int i = 0; i < homes; ++i) homes_.push_back(build(tx, std::to_string(i)));
    return true;
  });
}

SettledTown::Home SettledTown::build(store::WriteTx& tx, std::string const& name) const {
  Home home;
  home.room = run(tx, command::AddRoom{project_, "1", "1", name}).id;
  command::AddMeter const meter{.line = line_,
                                .room = home.room,
                                .address = name,
                                .model = "dlt645-2007-single",
                                .ratio = 1,
                                .has_relay = false,
                                .password = std::nullopt,
                                .max_power_w = 30'000,
                                .group = group_};
  home.meter = run(tx, meter).id;
  return home;
}

void SettledTown::move_in(Instant at, std::size_t from_home, std::size_t step) {
  direct_->write([&](store::WriteTx& tx) {
    for (auto i = from_home; i < homes_.size(); i += step) {
      command::OpenAccount const account{.room = homes_[i].room,
                                         .tenant = "tenant",
                                         .tariff = tariff_,
                                         .credit_limit = Money::fen(1'000'000'00),
                                         .alarm1 = {},
                                         .alarm2 = {},
                                         .reconnect = {},
                                         .pin_hash = "none",
                                         .at = at};
      run(tx, account);
      homes_[i].lived_in = true;
    }
    return true;
  });
}

void SettledTown::read_one(store::WriteTx& tx, std::size_t home, Instant at) const {
  Reading reading{};
  reading.taken_at = at;
  // About 24 kWh a day, another power for each meter.
  auto const watt = 800 + static_cast<std::int64_t>(home / 2 * 37 % 400);
  reading.total = Energy::wh(1'000'000 + watt * (at - kBegin).ms / hours(1).ms);
  auto const outcome = run(tx, command::RecordReading{homes_[home].meter, std::move(reading)});
  ENSURE(outcome.verdict != command::RecordReading::Verdict::unknown_meter);
}

void SettledTown::read(Instant at) {
  direct_->write([&](store::WriteTx& tx) {
    for (std::size_t i = 0; i < homes_.size(); ++i)
      if (homes_[i].lived_in) read_one(tx, i, at);
    return true;
  });
}

std::size_t SettledTown::settle(Instant at) {
  std::size_t posted = 0;
  for (AccountId after{0};;) {
    auto const outcome = direct_->submit(command::SettleAccounts{project_, at, after}).value();
    ENSURE(outcome.failed.empty());
    posted += outcome.posted;
    if (outcome.last == AccountId{0}) return posted;
    after = outcome.last;
  }
}

void SettledTown::close_day(Instant until) {
  ENSURE(direct_->submit(command::CloseDay{until, until + hours(1)}).has_value());
}

}  // namespace e2ms::bench
