#include "e2ms/document/tariff_json.hpp"

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
  if (terms.calendar && !terms.calendar->otherwise)
    problems.push_back({"calendar.default", "is missing: every minute needs a period"});
  return problems;
}

std::string flat_document(Price price) {
  return nlohmann::json{{"energy", {{"type", "flat"}, {"price", to_text(price)}}}}.dump();
}

}  // namespace e2ms::document
