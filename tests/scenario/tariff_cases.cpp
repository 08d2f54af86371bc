#include "tariff_cases.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "e2ms/base/text.hpp"
#include "e2ms/document/tariff_json.hpp"
#include "e2ms/domain/exact.hpp"
#include "process.hpp"
#include "world.hpp"

namespace e2ms::scenario {

namespace {

std::string why_not_terms(json const& spec) {
  std::set<std::string> seen;
  for (auto const& tariff : spec.at("tariffs")) {
    auto const document = document::terms_from_text(terms_of(tariff).dump());
    if (!document.problems.empty()) return "terms: " + document.problems.front().text;
    auto const wrong = document::unchargeable(document.terms);
    if (!wrong.empty()) return wrong.front().place + " " + wrong.front().text;
    if (document.terms.demand || document.terms.power_factor) return "needs figures of the month";
    if (document.terms.whole_kwh) return "rounds to whole kWh by an item of its own";
  }
  return "";
}

std::string why_not_meters(json const& spec) {
  for (auto const& meter : spec.at("meters")) {
    if (!parse_integer(meter.value("mult", "1"))) return "a ratio that is no whole number";
    if (meter.contains("max_kw")) return "roll-overs are told by another rule";
  }
  for (auto const& reading : spec.at("readings")) {
    auto const& registers = reading.at("r");
    if (registers.size() != 1 || !registers.contains("T")) return "rates cannot be typed in";
    if (!register_wh(reading)) return "parts of a Wh";
  }
  return spec.at("readings").empty() ? "no readings" : "";
}

std::string why_not(json const& spec) {
  auto const kind = spec.value("kind", "bills");
  if (kind != "bills" && kind != "bill") return "is a " + kind;
  for (auto const* const name : {"extra_lines", "tier_reset_on_version", "cum_start"})
    if (spec.contains(name)) return std::string("has ") + name;
  for (auto const& bill : spec.at("bills"))
    if (bill.size() > 3) return "a bill with figures of its own";
  auto const terms = why_not_terms(spec);
  return terms.empty() ? why_not_meters(spec) : terms;
}

/// A ledger case is one of bills when readings only come and none is taken back.
json without_steps(json spec) {
  if (spec.value("kind", "") != "ledger") return spec;
  auto readings = json::array();
  for (auto const& step : spec.at("steps")) {
    if (step.contains("supersede") || step.contains("drop")) return spec;
    for (auto const& reading : step.value("add", json::array())) readings.push_back(reading);
  }
  spec.erase("steps");
  spec.erase("kind");
  spec["readings"] = std::move(readings);
  return spec;
}

/// Which of two readings comes first only matters when they are of one instant.
json in_order(json spec) {
  if (!spec.contains("readings")) return spec;
  std::stable_sort(spec["readings"].begin(), spec["readings"].end(),
                   [](json const& a, json const& b) { return a.at("t") < b.at("t"); });
  return spec;
}

bool has_items(json const& spec) {
  for (auto const& tariff : spec.at("tariffs"))
    for (auto const* const name : {"fixed", "capacity"})
      if (tariff.contains(name)) return true;
  return false;
}

bool by_the_year(json const& spec) {
  for (auto const& tariff : spec.at("tariffs"))
    if (tariff.contains("tier_cycle") && tariff.at("tier_cycle").value("unit", "") == "year")
      return true;
  return false;
}

std::string local_text(Instant at, Zone const& zone) {
  return to_text(zone.local(at)).substr(0, std::string_view("2026-01-01T00:00").size());
}

/// Bills are months, the first from the account's opening on.
void cut_into_months(TariffCase& one) {
  auto& spec = one.spec;
  auto const from = local_instant(spec.at("bills").front().at("from"), one.zone);
  auto const to = local_instant(spec.at("bills").back().at("to"), one.zone);
  auto begin = one.opened_at ? from : one.zone.start_of_month_at(from);
  auto bills = json::array();
  while (begin < to) {
    auto const end = one.zone.start_of_next_month_at(begin);
    bills.push_back({{"id", local_text(begin, one.zone).substr(0, 7)},
                     {"from", local_text(begin, one.zone)},
                     {"to", local_text(end, one.zone)}});
    begin = end;
  }
  spec["bills"] = std::move(bills);
}

std::string part(json const& line, char const* name) {
  auto const found = line.find(name);
  if (found == line.end() || found->is_null()) return "-";
  return found->is_string() ? found->get<std::string>() : found->dump();
}

}  // namespace

Instant local_instant(std::string const& text, Zone const& zone) {
  auto const date = document::date_from_text(text.substr(0, 10));
  return zone.instant({*date, static_cast<unsigned>(std::stoi(text.substr(11, 2))),
                       static_cast<unsigned>(std::stoi(text.substr(14, 2))), 0});
}

Instant taken_at(json const& reading) {
  return from_iso(reading.at("t").get<std::string>()).value();
}

std::optional<std::int64_t> register_wh(json const& reading) {
  auto const exact = exact_from_text(reading.at("r").at("T").get<std::string>());
  if (!exact || denominator(Exact(*exact * 1000)) != 1) return std::nullopt;
  return static_cast<std::int64_t>(numerator(Exact(*exact * 1000)));
}

json terms_of(json tariff) {
  tariff.erase("id");
  tariff.erase("valid_from");
  return tariff;
}

TariffCases read_tariff_cases(std::string const& path) {
  std::ifstream file(path);
  TariffCases found;
  auto const all = json::parse(file, nullptr, true, true);
  for (auto const& each : all.at("cases")) {
    auto const& told = each.at("case");
    auto const id = told.at("id").get<std::string>();
    // An error is all there is to some.
    bool const wrong = each.contains("expected") && each.at("expected").contains("error");
    auto const spec = in_order(without_steps(told));
    if (auto const why = wrong ? "is a mistake" : why_not(spec); !why.empty()) {
      found.left_out[id] = why;
      continue;
    }
    TariffCase one{id, spec, Zone::named(spec.at("tz").get<std::string>()).value(), {}};
    auto const from = local_instant(spec.at("bills").front().at("from"), one.zone);
    bool const mid_month = one.zone.start_of_month_at(from) != from;
    if (spec.contains("tier_prorate") || (mid_month && has_items(spec))) one.opened_at = from;
    if (one.opened_at && by_the_year(spec) && !spec.contains("tier_prorate")) {
      found.left_out[id] = "whole limits in the year of the opening";
      continue;
    }
    cut_into_months(one);
    found.cases.push_back(std::move(one));
  }
  return found;
}

std::map<std::string, json> priced(std::vector<json> const& specs) {
  Folder const folder;
  folder.write("cases.json", json{{"cases", specs}}.dump());
  auto const ran = run({E2MS_PROGRAM, "price", folder / "cases.json"});
  std::map<std::string, json> answers;
  std::istringstream lines(ran.out);
  for (std::string line; std::getline(lines, line);) {
    auto const answer = json::parse(line);
    answers[answer.at("id")] = answer;
  }
  return answers;
}

BillLines priced_lines(json const& bill) {
  BillLines lines;
  for (auto const& line : bill.at("lines")) {
    if (line.at("fen") == 0) continue;
    lines[part(line, "code") + " " + part(line, "version") + " " + part(line, "tier") + " " +
          part(line, "period")] = {line.at("fen"), std::stod(part(line, "qty"))};
  }
  return lines;
}

}  // namespace e2ms::scenario
