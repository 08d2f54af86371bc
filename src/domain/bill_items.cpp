#include "e2ms/domain/bill_items.hpp"

#include "bill_sheet.hpp"

namespace e2ms {

bool is_energy_line(std::string_view code) {
  return code == "energy" || code == "tier_adder" || code == "free_quota" ||
         code.starts_with("surcharge:");
}

bool is_fee(std::string_view code) {
  return code.starts_with("fixed:");
}

bool has_items(TariffVersion const& terms) {
  bool const credited = terms.free_quota && terms.free_quota->credit_price;
  return !terms.fixed.empty() || terms.capacity || terms.minimum || terms.vat_rate || credited;
}

BillItems bill_items(BillingTask const& task, std::vector<EnergyLine> const& energy) {
  ENSURE(task.bills.size() == 1);
  auto const& period = task.bills.front();
  BillSheet sheet{.period = &period, .lines = {}};
  for (auto const& line : energy) {
    sheet.add(line.key, line.kwh, line.price);
    bool const used = line.key.code == "energy" || line.key.code == "free_quota";
    if (used) sheet.kwh += line.kwh;
  }
  add_time_lines(task, sheet);
  Bill made{period.id, sheet.kwh, {}, {}, {}};
  BillItems items;
  items.problem = finish(task, sheet, period.to <= task.as_of, made);
  for (auto& line : made.lines)
    if (!is_energy_line(line.key.code)) items.lines.push_back(std::move(line));
  return items;
}

}  // namespace e2ms
