#include <algorithm>
#include <tuple>

#include "bill_sheet.hpp"

namespace e2ms {

namespace {

/// Days of one calendar month on which one version is in force.
struct MonthDays {
  TariffVersion const* version;
  int year;
  unsigned month;
  int days = 0;
  bool first = false;  ///< the first version of the bill in this month

  bool full() const { return days == static_cast<int>(days_in_month(year, month)); }
  Exact of_month() const { return Exact(days, days_in_month(year, month)); }
  Exact thirtieth() const { return full() ? Exact(1) : Exact(days, 30); }
};

/// The days of the bill that have ended, by month and version.
std::vector<MonthDays> days_of(BillingTask const& task, BillPeriod const& bill) {
  auto from = bill.from;
  auto to = std::min(bill.to, task.as_of);
  if (bill.active) {
    from = std::max(from, bill.active->first);
    to = std::min(to, bill.active->second);
  }
  std::vector<MonthDays> found;
  for (auto at = from; at < to;) {
    auto const next = task.zone.start_of_next_day_at(at);
    if (next > to && to != bill.to) break;
    auto const date = task.zone.date(at);
    if (auto const* const version = version_at(task.versions, at)) {
      bool const same_month =
          !found.empty() && found.back().year == date.year && found.back().month == date.month;
      if (!same_month || found.back().version != version)
        found.push_back({version, date.year, date.month, 0, !same_month});
      ++found.back().days;
    }
    at = next;
  }
  return found;
}

void add_fee(FixedFee const& fee, MonthDays const& month, BillSheet& sheet) {
  BillLineKey const key{"fixed:" + fee.code, month.version->id, 0, ""};
  Exact share = 0;
  switch (fee.proration) {
    case FixedFee::Proration::calendar:
      share = month.of_month();
      break;
    case FixedFee::Proration::thirtieth:
      share = month.thirtieth();
      break;
    case FixedFee::Proration::full_month:
      share = month.first ? 1 : 0;
      break;
    case FixedFee::Proration::per_day:
      return sheet.add(key, month.days, fee.price);
  }
  auto& line = sheet.lines[key];
  line.quantity = 1;
  line.price = fee.price;
  line.exact += share * fee.price;
}

}  // namespace

void add_time_lines(BillingTask const& task, BillSheet& sheet) {
  for (auto const& month : days_of(task, *sheet.period)) {
    for (auto const& fee : month.version->fixed) add_fee(fee, month, sheet);
    if (auto const& capacity = month.version->capacity) {
      auto& line = sheet.lines[{"capacity", month.version->id, 0, ""}];
      line.quantity = capacity->kva;
      line.price = capacity->per_kva_month;
      line.exact += capacity->kva * capacity->per_kva_month * month.thirtieth();
    }
  }
}

}  // namespace e2ms
