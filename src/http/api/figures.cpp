#include "api/figures_json.hpp"
#include "api/handlers.hpp"
#include "api/render.hpp"
#include "api/tariff_json.hpp"
#include "e2ms/command/enter_figures.hpp"
#include "e2ms/domain/exact.hpp"
#include "e2ms/query/money_page.hpp"
#include "json_body.hpp"
#include "query_reader.hpp"

namespace e2ms::http::api {

using command::EnterFigures;
using nlohmann::json;

namespace {

constexpr std::int64_t kMilliwattsPerKilowatt = 1'000'000;
constexpr std::int64_t kPerKilo = 1000;

/// A figure in units of which `unit` make one of those that people write.
std::optional<std::int64_t> figure(FieldReader& fields, std::string_view name, std::int64_t unit) {
  auto const text = fields.text_or(name, {0, 40}, "");
  if (text.empty()) return std::nullopt;
  auto const number = exact_from_text(text);
  Exact const units = number.value_or(Exact(0)) * unit;
  bool const whole = denominator(units) == 1;
  auto const* const decimals = unit == kPerKilo ? "three" : "six";
  if (!number || !whole || units < 0)
    fields.wrong(name, "must be a number with at most " + std::string(decimals) +
                           " decimals, written as a text like \"120.5\"");
  else if (units > kLargestFigure)
    fields.wrong(name, "is too large");
  else
    return static_cast<std::int64_t>(numerator(units));
  return std::nullopt;
}

json decimal_or_null(std::optional<std::int64_t> units, std::int64_t unit) {
  return units ? json(decimal_text(Exact(*units, unit))) : json(nullptr);
}

Result<Response> newest(store::ReadTx& tx, EnterFigures const& order, Status status) {
  TRY(auto const found,
      answer(tx, query::Figures{.account = order.account, .bill = order.bill, .at_most = 1}));
  ENSURE(!found.empty());
  return json_response(figures_json(found.front(), false), status);
}

Result<Response> enter(store::WriteTx& tx, ProjectId project, EnterFigures const& order) {
  using Verdict = EnterFigures::Verdict;
  TRY(bool const known, answer(tx, query::HasAccount{project, order.account}));
  if (!known) return not_found();
  TRY(auto const outcome, execute(tx, order));
  switch (outcome.verdict) {
    case Verdict::entered:
      return newest(tx, order, Status::created);
    case Verdict::unchanged:
      return newest(tx, order, Status::ok);
    case Verdict::unknown_account:
      return not_found();
    case Verdict::no_such_bill:
      return invalid_input({{"month", "is none in which the account has a bill"}});
    case Verdict::nothing_said:
      return invalid_input(
          {{"demand_kw", "is missing, and so are kwh and kvarh: say one of them"}});
    case Verdict::out_of_bounds:
      return invalid_input({{"demand_kw", "is too large, or one of the others is"}});
    case Verdict::withdrawn:
      return problem(Status::conflict, "figure_withdrawn",
                     "Demand or reactive energy was entered before and is left out");
    case Verdict::source_missing:
      return invalid_input({{"source", "must have 1 to 200 characters"}});
  }
  return not_found();
}

}  // namespace

json figures_json(query::FiguresEntry const& entry, bool for_tenant) {
  auto const& figures = entry.figures;
  return {{"id", spelled(entry.id)},
          {"month", entry.bill},
          {"demand_kw", decimal_or_null(figures.demand_mw, kMilliwattsPerKilowatt)},
          {"kwh", figures.energy ? decimal_or_null(figures.energy->wh(), kPerKilo) : json(nullptr)},
          {"kvarh", decimal_or_null(figures.reactive_varh, kPerKilo)},
          {"source", entry.source},
          {"note", for_tenant ? "" : entry.note},
          {"entered_by", for_tenant ? json(nullptr) : json(entry.actor)},
          {"entered_at", spelled(entry.at)}};
}

std::string figures_words(query::FiguresEntry const& entry) {
  auto const& figures = entry.figures;
  std::string words;
  auto const add = [&words](char const* name, std::int64_t units, std::int64_t unit,
                            char const* of) {
    words += (words.empty() ? "" : ", ") + std::string(name) + " " +
             decimal_text(Exact(units, unit)) + " " + of;
  };
  if (figures.demand_mw) add("需量 demand", *figures.demand_mw, kMilliwattsPerKilowatt, "kW");
  if (figures.reactive_varh) add("无功 reactive", *figures.reactive_varh, kPerKilo, "kvarh");
  if (figures.energy) add("有功 active", figures.energy->wh(), kPerKilo, "kWh");
  return words + " (" + entry.source + ")";
}

json missing_json(std::vector<MissingFigure> const& missing) {
  auto names = json::array();
  for (auto const one : missing)
    names.push_back(one == MissingFigure::demand ? "demand_kw" : "kvarh");
  return names;
}

Result<Response> list_figures(store::ReadTx& tx, Call const& call) {
  QueryReader query{call.request};
  auto const paging = read_paging(query, INT64_MAX);
  if (!query.good()) return invalid_input(query.problems());
  AccountId const account{call.id};
  TRY(bool const known, answer(tx, query::HasAccount{call.project(), account}));
  if (!known) return not_found();
  TRY(auto rows, answer(tx, query::Figures{.account = account,
                                           .before = query::FiguresId{paging.after},
                                           .at_most = paging.limit + 1}));
  auto const next = cut_page(rows, paging.limit, [](auto const& row) { return row.id.value; });
  auto items = json::array();
  for (auto const& row : rows) items.push_back(figures_json(row, false));
  return list_response(std::move(items), next);
}

Parsed enter_figures(Call const& call) {
  FieldReader fields{call.body};
  auto const [year, number] = read_year_month(fields);
  auto const month = std::to_string(number);
  EnterFigures order{.account = AccountId{call.id},
                     .bill = std::to_string(year) + (number < 10 ? "-0" : "-") + month,
                     .figures = {},
                     .source = fields.text("source", {1, 200}),
                     .note = fields.text_or("note", {0, 500}, ""),
                     .actor = call.caller.name,
                     .at = call.now};
  order.figures.demand_mw = figure(fields, "demand_kw", kMilliwattsPerKilowatt);
  order.figures.reactive_varh = figure(fields, "kvarh", kPerKilo);
  if (auto const wh = figure(fields, "kwh", kPerKilo)) order.figures.energy = Energy::wh(*wh);
  if (!fields.good()) return invalid_input(fields.problems());
  return Work{[order = std::move(order), project = call.project()](store::WriteTx& tx) {
    return enter(tx, project, order);
  }};
}

}  // namespace e2ms::http::api
