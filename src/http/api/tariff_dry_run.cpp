#include "api/bill_workbook.hpp"
#include "api/dry_run_workbook.hpp"
#include "api/handlers.hpp"
#include "api/sheet_writer.hpp"
#include "api/tariff_json.hpp"
#include "e2ms/query/dry_run.hpp"
#include "e2ms/query/tariff_page.hpp"

namespace e2ms::http::api {

using nlohmann::json;
using query::DryRun;

namespace {

// Each account's month of readings is settled twice, and a reader is busy with it meanwhile.
constexpr std::int64_t kMostAccounts = 100;
constexpr std::int64_t kMostInWorkbook = 500;

std::string_view word(DryRun::Obstacle obstacle) {
  switch (obstacle) {
    case DryRun::Obstacle::not_open:
      return "not_open";
    case DryRun::Obstacle::no_price:
      return "no_price";
    case DryRun::Obstacle::readings:
      return "readings";
    case DryRun::Obstacle::opening:
      return "opening";
    case DryRun::Obstacle::figures:
      return "figures";
    case DryRun::Obstacle::too_large:
      break;
  }
  return "too_large";
}

json row_json(DryRun::Row const& row) {
  auto const amount = [&row](Money money) {
    return row.obstacle ? json(nullptr) : json(money.fen());
  };
  return {{"account_id", spelled(row.account)},
          {"tenant", row.tenant},
          {"room", row.room},
          {"energy_wh", row.obstacle ? json(nullptr) : json(row.used.wh())},
          {"before_fen", amount(row.before)},
          {"after_fen", amount(row.after)},
          {"difference_fen", amount(row.after - row.before)},
          {"obstacle", row.obstacle ? json(word(*row.obstacle)) : json(nullptr)}};
}

struct Asked {
  YearMonth month;
  AccountId after;
  SentTerms sent;
};

Asked read_asked(FieldReader& fields) {
  auto const month = read_year_month(fields);
  AccountId const after{fields.integer_or("after", {0, INT64_MAX}, 0)};
  return {month, after, read_sent_terms(fields)};
}

struct Found {
  std::string tariff;
  Medium medium;
  DryRun::Answer rows;
  std::optional<std::int64_t> next;
};

/// Nothing when the project has no such tariff.
Result<std::optional<Found>> compare(store::ReadTx& tx, Call const& call, Asked const& asked,
                                     std::int64_t at_most) {
  TariffId const tariff{call.id};
  TRY(auto const page, answer(tx, query::TariffPage{call.project(), tariff, call.now}));
  if (!page) return std::optional<Found>{};
  // Nothing of one is to be compared by terms of the other.
  if (page->medium != asked.sent.terms.medium)
    return std::optional{Found{page->name, page->medium, {}, {}}};
  TRY(auto const zone, Zone::named(call.caller.time_zone));
  DryRun const question{.project = call.project(),
                        .tariff = tariff,
                        .terms = &asked.sent.terms,
                        .month = zone.start_of_day({asked.month.year, asked.month.month, 1}),
                        .after = asked.after,
                        .at_most = at_most + 1};
  TRY(auto rows, answer(tx, question));
  auto const next = cut_page(rows, at_most, [](auto const& row) { return row.account.value; });
  return std::optional{Found{page->name, page->medium, std::move(rows), next}};
}

std::string month_text(YearMonth month) {
  return std::to_string(month.year) + (month.month < 10 ? "-0" : "-") + std::to_string(month.month);
}

}  // namespace

Result<Response> dry_run_tariff(store::ReadTx& tx, Call const& call) {
  FieldReader fields{call.body};
  auto const asked = read_asked(fields);
  if (!fields.good()) return invalid_input(fields.problems());
  TRY(auto const found, compare(tx, call, asked, kMostAccounts));
  if (!found) return not_found();
  if (found->medium != asked.sent.terms.medium) return other_medium();
  auto items = json::array();
  for (auto const& row : found->rows) items.push_back(row_json(row));
  return list_response(std::move(items), found->next);
}

Result<Response> download_dry_run(store::ReadTx& tx, Call const& call) {
  FieldReader fields{call.body};
  auto const asked = read_asked(fields);
  if (!fields.good()) return invalid_input(fields.problems());
  TRY(auto const found, compare(tx, call, asked, kMostInWorkbook));
  if (!found) return not_found();
  if (found->medium != asked.sent.terms.medium) return other_medium();
  auto const month = month_text(asked.month);
  TRY(auto bytes, dry_run_workbook({call.caller.project_name, found->tariff, month, found->medium},
                                   found->rows));
  auto response =
      workbook_response(std::move(bytes), "dry-run-" + std::to_string(call.id) + "-" + month);
  if (found->next) response.headers.add("E2ms-Next", std::to_string(*found->next));
  return response;
}

}  // namespace e2ms::http::api
