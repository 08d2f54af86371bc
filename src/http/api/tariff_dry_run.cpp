#include "api/handlers.hpp"
#include "api/tariff_json.hpp"
#include "e2ms/query/dry_run.hpp"

namespace e2ms::http::api {

using nlohmann::json;
using query::DryRun;

namespace {

// Each account's month of readings is settled twice.
constexpr std::int64_t kMostAccounts = 100;

json row_json(DryRun::Row const& row) {
  auto const amount = [&row](Money money) {
    return row.possible ? json(money.fen()) : json(nullptr);
  };
  return {{"account_id", spelled(row.account)},
          {"tenant", row.tenant},
          {"room", row.room},
          {"energy_wh", row.possible ? json(row.used.wh()) : json(nullptr)},
          {"before_fen", amount(row.before)},
          {"after_fen", amount(row.after)},
          {"difference_fen", amount(row.after - row.before)}};
}

}  // namespace

Result<Response> dry_run_tariff(store::ReadTx& tx, Call const& call) {
  FieldReader fields{call.body};
  auto const month = read_year_month(fields);
  auto const after = fields.integer_or("after", {0, INT64_MAX}, 0);
  auto const sent = read_sent_terms(fields);
  if (!fields.good()) return invalid_input(fields.problems());
  TRY(auto const zone, Zone::named(call.caller.time_zone));
  DryRun const question{.project = call.project(),
                        .tariff = TariffId{call.id},
                        .terms = &sent.terms,
                        .month = zone.start_of_day({month.year, month.month, 1}),
                        .after = AccountId{after},
                        .at_most = kMostAccounts + 1};
  TRY(auto rows, answer(tx, question));
  auto const next =
      cut_page(rows, kMostAccounts, [](auto const& row) { return row.account.value; });
  auto items = json::array();
  for (auto const& row : rows) items.push_back(row_json(row));
  return list_response(std::move(items), next);
}

}  // namespace e2ms::http::api
