#include "e2ms/domain/bill_items.hpp"

#include <algorithm>

#include "bill_sheet.hpp"

namespace e2ms {

namespace {

/// VAT is one line of a bill, but what it taxes is paid out of two wallets: the part on fees
/// becomes a line of its own, and both sum to the one.
void divide_vat(std::vector<BillLine>& lines) {
  auto const is_vat = [](BillLine const& line) { return line.key.code == "vat"; };
  auto const vat = std::find_if(lines.begin(), lines.end(), is_vat);
  if (vat == lines.end()) return;
  Exact base = 0;
  for (auto const& line : lines)
    if (is_fee(line.key.code)) base += yuan_of(line.amount);
  auto const amount = money_of(base * vat->price);
  if (base == 0 || !amount) return;
  BillLine of_fees{vat->key, base, vat->price, base * vat->price, *amount};
  of_fees.key.code = kFeeVat;
  vat->quantity -= base;
  vat->exact -= of_fees.exact;
  vat->amount -= of_fees.amount;
  lines.push_back(std::move(of_fees));
}

/// The difference that whole kWh make, for each version that rounds.
std::vector<BillLine> whole_kwh_lines(BillingTask const& task,
                                      std::vector<EnergyLine> const& energy,
                                      std::vector<BillLine> const& rounded) {
  std::vector<BillLine> lines;
  for (auto const& version : task.versions) {
    if (!version.whole_kwh) continue;
    auto const counts = [&version](BillLineKey const& key) {
      return key.code == "energy" && key.version == version.id;
    };
    BillLine line{{kWholeKwh, version.id, 0, ""}, 0, 0, 0, {}};
    bool some = false;
    for (auto const& one : rounded) {
      if (!counts(one.key)) continue;
      line.quantity += one.quantity;
      line.amount += one.amount;
      some = true;
    }
    for (auto const& one : energy)
      if (auto const amount = money_of(one.kwh * one.price); amount && counts(one.key))
        line.amount -= *amount;
    line.exact = yuan_of(line.amount);
    if (some) lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

bool is_energy_line(std::string_view code) {
  return code == "energy" || code == "tier_adder" || code == "free_quota" ||
         code.starts_with("surcharge:");
}

bool is_fee(std::string_view code) {
  return code.starts_with("fixed:") || code == kFeeVat;
}

bool has_items(TariffVersion const& terms) {
  bool const credited = terms.free_quota && terms.free_quota->credit_price;
  bool const closing = terms.demand || terms.power_factor || terms.whole_kwh;
  return !terms.fixed.empty() || terms.capacity || terms.minimum || terms.vat_rate || credited ||
         closing;
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
  bool const over = period.to <= task.as_of;
  if (over) items.missing = missing_figures(last_version(task, period), period, sheet.kwh);
  bool const whole = over && items.missing.empty();
  items.problem = finish(task, sheet, whole, made);
  if (whole && !items.problem) items.lines = whole_kwh_lines(task, energy, made.lines);
  for (auto& line : made.lines)
    if (!is_energy_line(line.key.code)) items.lines.push_back(std::move(line));
  divide_vat(items.lines);
  return items;
}

}  // namespace e2ms
