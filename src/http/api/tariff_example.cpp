#include <algorithm>

#include "api/handlers.hpp"
#include "api/tariff_json.hpp"
#include "e2ms/base/text.hpp"
#include "e2ms/domain/example_bill.hpp"

namespace e2ms::http::api {

using nlohmann::json;

namespace {

constexpr std::int64_t kMostKwh = 1'000'000;
constexpr std::int64_t kMostBefore = 10'000'000;
// Each bound of a calendar cuts each day of the month.
constexpr std::size_t kMostSpans = 500;

std::size_t spans_of(TariffVersion const& terms) {
  std::size_t spans = 0;
  if (terms.calendar)
    for (auto const& rule : terms.calendar->rules) spans += 1 + rule.times.size();
  return spans;
}

/// "2026-07"; 1970-01 and a note when it is none.
ExampleMonth read_month(FieldReader& fields) {
  ExampleMonth month{1970, 1, 0, LoadProfile::household};
  auto const text = fields.text("month", {7, 7});
  auto const year =
      text.size() == 7 && text[4] == '-' ? parse_integer(text.substr(0, 4)) : std::nullopt;
  auto const number = year ? parse_integer(text.substr(5)) : std::nullopt;
  if (!number || *year < 1970 || *year > 2199 || *number < 1 || *number > 12) {
    if (text.size() == 7) fields.wrong("month", "must be a month like 2026-07");
    return month;
  }
  month.year = static_cast<int>(*year);
  month.month = static_cast<unsigned>(*number);
  return month;
}

json line_json(BillLine const& line) {
  return {{"line", line.key.code},
          {"tier", line.key.tier == 0 ? json(nullptr) : json(line.key.tier)},
          {"period", line.key.period.empty() ? json(nullptr) : json(line.key.period)},
          {"quantity", decimal_text(line.quantity)},
          {"price", decimal_text(line.price)},
          {"exact_yuan", decimal_text(line.exact)},
          {"amount_fen", spelled(line.amount)}};
}

}  // namespace

Result<Response> check_tariff(store::ReadTx& /*tx*/, Call const& call) {
  FieldReader fields{call.body};
  auto const* const terms = fields.object("terms");
  if (!fields.good()) return invalid_input(fields.problems());
  SentTerms sent;
  auto problems = json::array();
  for (auto const& one : problems_of(*terms, sent))
    problems.push_back({{"path", one.path}, {"text", one.text}});
  return json_response({{"problems", std::move(problems)}});
}

Result<Response> price_example(store::ReadTx& /*tx*/, Call const& call) {
  constexpr std::pair<std::string_view, LoadProfile> kProfiles[] = {
      {"household", LoadProfile::household},
      {"shop", LoadProfile::shop},
      {"office", LoadProfile::office},
      {"dormitory", LoadProfile::dormitory}};
  FieldReader fields{call.body};
  auto month = read_month(fields);
  month.kwh = fields.integer("kwh", {0, kMostKwh});
  month.profile = fields.choice("profile", kProfiles);
  month.used_before_kwh = fields.integer_or("used_before_kwh", {0, kMostBefore}, 0);
  auto sent = read_sent_terms(fields);
  if (spans_of(sent.terms) > kMostSpans)
    fields.wrong("terms.calendar.rules", "are too many for an example");
  if (!fields.good()) return invalid_input(fields.problems());
  TRY(auto const zone, Zone::named(call.caller.time_zone));
  auto const priced = bill(example_task(std::move(sent.terms), zone, month));
  if (priced.problem)
    return invalid_input({{"terms", priced.problem->place + ": " + priced.problem->text}});
  ENSURE(priced.bills.size() == 1);
  auto const& found = priced.bills.front();
  auto lines = json::array();
  for (auto const& line : found.lines) lines.push_back(line_json(line));
  return json_response({{"kwh", decimal_text(found.kwh)},
                        {"total_fen", spelled(found.total)},
                        {"lines", std::move(lines)}});
}

}  // namespace e2ms::http::api
