#include <algorithm>

#include "e2ms/document/tariff_json.hpp"
#include "e2ms/domain/money.hpp"

namespace e2ms::document {

namespace {

/// Notes what cannot be kept in 1e-8 yuan per kWh.
class PriceCheck {
 public:
  explicit PriceCheck(FileProblems& problems) : problems_(problems) {}

  void rows(std::string const& place, std::vector<TierRow> const& rows) {
    for (auto const& row : rows)
      for (auto const& [period, price] : row.prices)
        one(period.empty() ? place : place + "." + period, price);
  }

  void one(std::string const& place, Exact const& price) {
    Exact const e8 = price * kUnit;
    if (denominator(e8) != 1)
      note(place, price, "has more than eight decimals");
    else if (e8 > kLargestPrice.e8 || -e8 > kLargestPrice.e8)
      note(place, price, "is above " + to_text(kLargestPrice) + " yuan");
  }

 private:
  void note(std::string const& place, Exact const& price, std::string const& text) {
    problems_.push_back({place, decimal_text(price) + " " + text});
  }

  static constexpr std::int64_t kUnit = 100'000'000;
  FileProblems& problems_;
};

/// Notes what would lead to amounts beyond all bounds, night after night.
class AmountCheck {
 public:
  explicit AmountCheck(FileProblems& problems) : problems_(problems) {}

  void money(std::string const& place, Exact const& yuan) {
    constexpr std::int64_t kFen = 100;
    within(place, yuan, Exact(kLargestMoney.fen(), kFen));
  }
  void within(std::string const& place, Exact const& amount, Exact const& most) {
    if (amount > most || -amount > most)
      problems_.push_back({place, decimal_text(amount) + " is above " + decimal_text(most)});
  }

 private:
  FileProblems& problems_;
};

/// A line is known by its code: two of one code could not be told apart.
template <class Item>
void check_codes(std::string const& place, std::vector<Item> const& items, FileProblems& problems) {
  for (std::size_t i = 0; i < items.size(); ++i)
    if (std::any_of(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(i),
                    [&](Item const& other) { return other.code == items[i].code; }))
      problems.push_back({place + "[" + std::to_string(i) + "].code", "stands there twice"});
}

void check_amounts(TariffVersion const& terms, FileProblems& problems) {
  AmountCheck check(problems);
  for (auto const& fee : terms.fixed) check.money("fixed." + fee.code, fee.price);
  if (terms.capacity) check.money("capacity", terms.capacity->kva * terms.capacity->per_kva_month);
  if (terms.demand) {
    check.money("demand.per_kw_month", terms.demand->per_kw_month);
    check.money("demand.contract_kw",
                terms.demand->per_kw_month * terms.demand->contract_kw.value_or(0));
  }
  if (terms.minimum) check.money("min_charge.amount", terms.minimum->amount);
  if (terms.vat_rate) check.within("vat", *terms.vat_rate, 1);
  if (terms.power_factor)
    check.within("pf.exempt_per_kwh", terms.power_factor->exempt_per_kwh,
                 Exact(kLargestPrice.e8, 100'000'000));
}

}  // namespace

TariffDocument terms_from_text(std::string_view text) {
  TariffDocument document;
  auto const json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded() || !json.is_object()) {
    document.problems.push_back({"", "is no JSON object"});
    return document;
  }
  JsonPlace place(json, "", document.problems);
  document.terms = read_terms(place);
  return document;
}

FileProblems unchargeable(TariffVersion const& terms) {
  FileProblems problems;
  PriceCheck check(problems);
  check.rows("energy", terms.energy.rows);
  check.rows("energy.tiers", terms.energy.adders);
  for (auto const& special : terms.energy.by_month) check.rows("energy.by_month", special.rows);
  for (auto const& surcharge : terms.surcharges)
    check.one("surcharges." + surcharge.code, surcharge.per_kwh);
  check_codes("surcharges", terms.surcharges, problems);
  check_codes("fixed", terms.fixed, problems);
  check_amounts(terms, problems);
  if (terms.calendar && !terms.calendar->otherwise)
    problems.push_back({"calendar.default", "is missing: every minute needs a period"});
  return problems;
}

std::string flat_document(Price price, Medium medium) {
  nlohmann::json document{{"energy", {{"type", "flat"}, {"price", to_text(price)}}}};
  if (medium == Medium::water) document["medium"] = "water";
  return document.dump();
}

}  // namespace e2ms::document
