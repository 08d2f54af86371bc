#include "e2ms/domain/example_bill.hpp"

#include <array>
#include <utility>

#include "e2ms/base/ensure.hpp"

namespace e2ms {

namespace {

using Day = std::array<std::int64_t, 24>;

struct Profile {
  Day worked;
  Day rest;
};

/// Shares of each hour; only their proportion matters.
constexpr Profile kHousehold{
    {2, 2, 2, 2, 2, 2, 3, 4, 3, 3, 3, 4, 4, 3, 3, 3, 4, 5, 7, 8, 8, 7, 5, 3},
    {2, 2, 2, 2, 2, 2, 2, 3, 4, 5, 5, 6, 6, 5, 5, 5, 5, 6, 7, 8, 8, 7, 5, 3}};
constexpr Profile kShop{
    {1, 1, 1, 1, 1, 1, 1, 2, 4, 7, 8, 9, 9, 9, 9, 9, 9, 9, 10, 10, 9, 6, 2, 1},
    {1, 1, 1, 1, 1, 1, 1, 2, 4, 8, 9, 10, 10, 10, 10, 10, 10, 10, 11, 11, 10, 7, 2, 1}};
constexpr Profile kOffice{
    {1, 1, 1, 1, 1, 1, 1, 3, 8, 10, 10, 10, 8, 9, 10, 10, 10, 8, 4, 3, 2, 1, 1, 1},
    {1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1}};
constexpr Profile kDormitory{
    {2, 1, 1, 1, 1, 1, 3, 4, 2, 2, 2, 3, 4, 3, 2, 2, 3, 5, 7, 9, 10, 10, 8, 4},
    {3, 2, 1, 1, 1, 1, 1, 2, 3, 4, 5, 6, 6, 5, 5, 5, 5, 6, 7, 8, 9, 9, 8, 5}};

Profile const& profile_of(LoadProfile profile) {
  switch (profile) {
    case LoadProfile::household:
      return kHousehold;
    case LoadProfile::shop:
      return kShop;
    case LoadProfile::office:
      return kOffice;
    case LoadProfile::dormitory:
      break;
  }
  return kDormitory;
}

constexpr std::int64_t kWhPerKwh = 1000;

/// Kilowatt-hours, of whole Wh.
Exact kwh_of(std::int64_t wh) {
  return Exact(wh) / kWhPerKwh;
}

/// The register reads `wh` then.
Registers registers_at(TariffVersion const& terms, std::int64_t wh) {
  Registers registers{{kTotalRegister, kwh_of(wh)}};
  for (auto const& [rate, period] : terms.register_map)
    registers[rate] = kwh_of(wh) / Exact(terms.register_map.size());
  return registers;
}

}  // namespace

BillingTask example_task(TariffVersion terms, Zone const& zone, ExampleMonth const& month) {
  ENSURE(month.kwh >= 0);
  auto const& profile = profile_of(month.profile);
  auto const from = zone.start_of_day({month.year, month.month, 1});
  auto const to = zone.start_of_next_month_at(from);
  std::vector<std::int64_t> shares;  // before each hour, and before the end
  std::int64_t sum = 0;
  for (auto at = from; at < to; at = at + hours(1)) {
    auto const local = zone.local(at);
    shares.push_back(sum);
    sum += (is_weekend(local.date) ? profile.rest : profile.worked).at(local.hour);
  }
  shares.push_back(sum);
  terms.id = "example";
  terms.valid_from = from;
  BillingTask task{.zone = zone,
                   .meters = {{.id = "meter", .multiplier = 1, .digits = 12, .max_kw = {}}},
                   .readings = {},
                   .versions = {},
                   .bills = {{.id = "month",
                              .from = from,
                              .to = to,
                              .demand_kw = {},
                              .pf_kwh = {},
                              .pf_kvarh = Exact(0),
                              .active = {}}},
                   .extra_lines = {},
                   .counted_before = Exact(month.used_before_kwh),
                   .tier_prorate = {}};
  auto const total = month.kwh * kWhPerKwh;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    bool const last = i + 1 == shares.size();
    auto const at = last ? to : from + hours(static_cast<std::int64_t>(i));
    task.readings.push_back({0, at, registers_at(terms, total * shares[i] / sum), false});
  }
  task.versions.push_back(std::move(terms));
  return task;
}

}  // namespace e2ms
