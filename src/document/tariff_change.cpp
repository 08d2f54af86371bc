#include "e2ms/document/tariff_change.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "e2ms/base/ensure.hpp"

namespace e2ms::document {

using nlohmann::json;

namespace {

/// "/energy/tiers/0/price" -> what stands there.
using Leaves = std::map<std::string, json>;

Leaves leaves_of(std::string const& document) {
  auto const terms = json::parse(document, nullptr, false);
  ENSURE(!terms.is_discarded());
  Leaves leaves;
  auto const flat = terms.flatten();
  for (auto const& [place, value] : flat.items()) leaves.emplace(place, value);
  return leaves;
}

/// Whether a price stands there: what a kWh, a m³, a month or a kVA costs, as docs/tariffs.md names
/// it.
bool is_price(std::string const& place) {
  static std::set<std::string_view> const kNames{
      "price",        "adder",         "per_kwh", "per_m3",       "per_month", "per_day",
      "credit_price", "per_kva_month", "amount",  "per_kw_month", "vat"};
  auto const last = place.rfind('/');
  auto const before = place.rfind('/', last - 1);
  auto const name = std::string_view(place).substr(last + 1);
  auto const parent = before == std::string::npos
                          ? std::string_view()
                          : std::string_view(place).substr(before + 1, last - before - 1);
  return kNames.contains(name) || parent == "prices";
}

std::optional<Exact> number_at(json const& value) {
  if (!value.is_string()) return std::nullopt;
  return exact_from_text(value.get_ref<std::string const&>());
}

/// Nothing when no percentage says it.
std::optional<Exact> change_at(std::string const& place, json const& before, json const& after) {
  auto const was = number_at(before);
  auto const becomes = number_at(after);
  if (before == after || (was && becomes && *was == *becomes)) return Exact(0);
  if (!is_price(place) || !was || !becomes || *was == 0) return std::nullopt;
  Exact const change = (*becomes - *was) * 100 / *was;
  return change < 0 ? Exact(-change) : change;
}

}  // namespace

TermsChange TermsChange::larger(TermsChange const& one, TermsChange const& other) {
  if (!one.percent || !other.percent) return {};
  return *one.percent < *other.percent ? other : one;
}

std::string percent_text(TermsChange const& change) {
  if (!change.percent) return {};
  return decimal_text(Exact(rounded(*change.percent * 100), 100));
}

TermsChange change_of(std::string const& before, std::string const& after) {
  auto const was = leaves_of(before);
  auto const becomes = leaves_of(after);
  if (was.size() != becomes.size()) return {};
  TermsChange change{Exact(0)};
  for (auto const& [place, value] : was) {
    auto const found = becomes.find(place);
    if (found == becomes.end()) return {};
    change = TermsChange::larger(change, {change_at(place, value, found->second)});
  }
  return change;
}

}  // namespace e2ms::document
