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

YearMonth read_year_month(FieldReader& fields) {
  YearMonth const none{1970, 1};
  auto const text = fields.text("month", {7, 7});
  if (text.size() != 7) return none;
  auto const year = text[4] == '-' ? parse_integer(text.substr(0, 4)) : std::nullopt;
  auto const month = year ? parse_integer(text.substr(5)) : std::nullopt;
  if (!month || *year < 1970 || *year > 2199 || *month < 1 || *month > 12) {
    fields.wrong("month", "must be a month like 2026-07");
    return none;
  }
  return {static_cast<int>(*year), static_cast<unsigned>(*month)};
}

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
  auto const [year, number] = read_year_month(fields);
  ExampleMonth month{year, number, 0, LoadProfile::household};
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
