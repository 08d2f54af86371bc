#include <algorithm>

#include "bill_sheet.hpp"
#include "e2ms/domain/power_factor.hpp"

namespace e2ms {

namespace {

bool is_energy(BillLineKey const& key) {
  return key.code == "energy";
}

void add_demand(TariffVersion const& version, BillSheet& sheet) {
  auto const& rule = *version.demand;
  Exact const kw = sheet.period->demand_kw.value_or(sheet.highest_kw);
  Exact price = rule.per_kw_month;
  if (auto const& discount = rule.load_rate_discount;
      discount && sheet.kwh >= discount->kwh_per_kva * discount->kva)
    price *= discount->factor;
  Exact billed = kw;
  if (rule.mode == Demand::Mode::contract_105) {
    Exact const over = kw - *rule.contract_kw * Exact(105, 100);
    billed = *rule.contract_kw + (over > 0 ? Exact(2 * over) : Exact(0));
  }
  sheet.add({"demand", version.id, 0, ""}, billed, price);
}

void add_credit(TariffVersion const& version, BillSheet& sheet) {
  Exact const kwh = std::min(version.free_quota->kwh, sheet.kwh);
  sheet.add({"free_credit", version.id, 0, ""}, kwh, -*version.free_quota->credit_price);
}

/// Whole kWh for each line of energy of one version; what that leaves of their rounded sum goes to
/// the line of `total_mismatch_to`. Of an only line it leaves nothing.
void round_to_whole_kwh(TariffVersion const& version, BillSheet& sheet) {
  Exact sum = 0, rounded_sum = 0;
  for (auto& [key, line] : sheet.lines) {
    if (!is_energy(key) || key.version != version.id) continue;
    sum += line.quantity;
    line.quantity = Exact(rounded(line.quantity));
    line.exact = line.quantity * line.price;
    rounded_sum += line.quantity;
  }
  Exact const rest = Exact(rounded(sum)) - rounded_sum;
  if (rest == 0 || !version.total_mismatch_to) return;
  auto const& period = *version.total_mismatch_to;
  sheet.add({"energy", version.id, 0, period}, rest, version.energy.rows.front().prices.at(period));
}

class Close {
 public:
  Close(BillingTask const& task, BillSheet& sheet, Bill& bill)
      : task_(task), sheet_(sheet), bill_(bill), version_(last_version(task, *sheet.period)) {}

  std::optional<BillingProblem> run(bool closed) {
    if (version_ && closed && version_->demand) add_demand(*version_, sheet_);
    bool const credited = version_ && version_->free_quota && version_->free_quota->credit_price;
    if (credited) add_credit(*version_, sheet_);
    for (auto const& extra : task_.extra_lines)
      if (extra.bill == sheet_.period->id)
        sheet_.add({extra.code, "", 0, ""}, extra.quantity, extra.price);
    for (auto const& version : task_.versions)
      if (version.whole_kwh) round_to_whole_kwh(version, sheet_);
    for (auto const& [key, line] : sheet_.lines)
      if (auto wrong = put(key, line.quantity, line.price, line.exact)) return wrong;
    if (version_ && closed)
      if (auto wrong = add_closing_lines()) return wrong;
    std::sort(bill_.lines.begin(), bill_.lines.end(),
              [](auto const& a, auto const& b) { return a.key < b.key; });
    auto const total = money_of(sum_of_lines());
    if (!total || total->fen() > kLargestSum || total->fen() < -kLargestSum)
      return BillingProblem{"bills", "the total of " + bill_.id + " is too large"};
    bill_.total = *total;
    return std::nullopt;
  }

 private:
  std::optional<BillingProblem> put(BillLineKey const& key, Exact const& quantity,
                                    Exact const& price, Exact const& exact) {
    auto const amount = money_of(exact);
    if (!amount || amount->fen() > kLargestSum || amount->fen() < -kLargestSum)
      return BillingProblem{"bills", "the amount of " + key.code + " is too large"};
    bill_.lines.push_back({key, quantity, price, exact, *amount});
    return std::nullopt;
  }

  Exact sum_of_lines() const {
    Exact sum = 0;
    for (auto const& line : bill_.lines) sum += yuan_of(line.amount);
    return sum;
  }

  std::optional<BillingProblem> add_closing_lines() {
    if (version_->power_factor)
      if (auto wrong = add_power_factor(*version_->power_factor)) return wrong;
    if (version_->minimum) {
      Exact sum = 0;
      for (auto const& line : bill_.lines)
        if (std::count(version_->minimum->of.begin(), version_->minimum->of.end(), line.key.code))
          sum += yuan_of(line.amount);
      Exact const missing = version_->minimum->amount - sum;
      if (missing > 0)
        if (auto wrong = put({"min_topup", version_->id, 0, ""}, 1, missing, missing)) return wrong;
    }
    if (!version_->vat_rate) return std::nullopt;
    Exact const base = sum_of_lines();
    return put({"vat", version_->id, 0, ""}, base, *version_->vat_rate, base * *version_->vat_rate);
  }

  /// Whether a line is part of what the power factor changes.
  bool in_base(BillLineKey const& key) const {
    constexpr std::string_view kSurcharge = "surcharge:";
    if (key.code.starts_with(kSurcharge)) {
      auto const code = key.code.substr(kSurcharge.size());
      for (auto const& version : task_.versions)
        for (auto const& surcharge : version.surcharges)
          if (version.id == key.version && surcharge.code == code) return !surcharge.pf_exempt;
    }
    return is_energy(key) || key.code == "tier_adder" || key.code == "capacity" ||
           key.code == "demand";
  }

  std::optional<BillingProblem> add_power_factor(PowerFactorRule const& rule) {
    auto const& period = *sheet_.period;
    Exact const active = period.pf_kwh.value_or(sheet_.kwh);
    if (active != 0 && !period.pf_kvarh && !sheet_.kvarh_known)
      return BillingProblem{"bills", period.id + " has no reactive energy for the power factor"};
    auto const hundredths = power_factor_hundredths(active, period.pf_kvarh.value_or(sheet_.kvarh));
    auto const coefficient = power_factor_coefficient(rule.standard, hundredths);
    Exact base = 0, by_line = 0;
    for (auto const& line : bill_.lines) {
      if (!in_base(line.key)) continue;
      Exact const amount = yuan_of(line.amount);
      base += amount;
      Exact const exempt =
          is_energy(line.key) ? Exact(rule.exempt_per_kwh * line.quantity) : Exact(0);
      by_line += in_fen(coefficient * (amount - exempt));
    }
    base -= in_fen(rule.exempt_per_kwh * sheet_.kwh);
    bill_.power_factor = PowerFactorOutcome{hundredths, coefficient, base};
    return put({"pf_adjust", version_->id, 0, ""}, base, coefficient,
               rule.per_line ? by_line : Exact(coefficient * base));
  }

  /// Yuan, rounded to the fen.
  static Exact in_fen(Exact const& yuan) { return Exact(rounded(yuan * 100), 100); }

  /// So that sums of many lines stay inside 64 bits.
  static constexpr std::int64_t kLargestSum = 1'000'000'000'000'000;

  BillingTask const& task_;
  BillSheet& sheet_;
  Bill& bill_;
  TariffVersion const* version_;
};

}  // namespace

TariffVersion const* last_version(BillingTask const& task, BillPeriod const& bill) {
  return version_at(task.versions, std::min(bill.to, task.as_of) - milliseconds(1));
}

std::optional<BillingProblem> finish(BillingTask const& task, BillSheet& sheet, bool closed,
                                     Bill& bill) {
  return Close(task, sheet, bill).run(closed);
}

Bills bill(BillingTask const& task) {
  Bills result;
  std::vector<RegisterReading> readings;
  for (auto const& reading : task.readings)
    if (reading.at <= task.as_of) readings.push_back(reading);
  auto history = judge(task.meters, std::move(readings));
  result.rejected = std::move(history.rejected);
  std::vector<BillSheet> sheets;
  for (auto const& period : task.bills) sheets.push_back({.period = &period, .lines = {}});
  result.problem = add_energy_lines(task, history.pairs, sheets);
  for (auto& sheet : sheets) {
    if (result.problem) break;
    add_time_lines(task, sheet);
    Bill made{sheet.period->id, sheet.kwh, {}, {}, {}};
    result.problem = finish(task, sheet, sheet.period->to <= task.as_of, made);
    result.bills.push_back(std::move(made));
  }
  return result;
}

}  // namespace e2ms
