#include "e2ms/query/disclosure.hpp"

#include "api/disclosure_workbook.hpp"
#include "api/handlers.hpp"
#include "api/share_json.hpp"
#include "api/sheet_writer.hpp"
#include "json_body.hpp"
#include "query_reader.hpp"

namespace e2ms::http::api {

using nlohmann::json;
using query::Disclosure;
using query::DisclosureRow;

namespace {

json row_json(DisclosureRow const& row) {
  return {
      {"energy_wh", spelled(row.energy)},          {"electricity_fen", spelled(row.electricity)},
      {"share_fen", spelled(row.share)},           {"tax_fen", spelled(row.tax)},
      {"collected_fen", spelled(row.collected())}, {"service_fen", spelled(row.service)}};
}

/// The sheet, or what is wrong with the query.
Result<std::variant<Disclosure::Answer, Response>> sheet_of(store::ReadTx& tx, Call const& call) {
  using Found = std::variant<Disclosure::Answer, Response>;
  QueryReader query{call.request};
  auto const sharing = query.integer("sharing", {1, INT64_MAX}, 0);
  if (!query.good()) return Found{invalid_input(query.problems())};
  TRY(auto sheet, answer(tx, Disclosure{call.project(), {sharing}, call.bill, call.now}));
  if (!sheet) return Found{not_found()};
  return Found{std::move(sheet)};
}

json sheet_json(Disclosure::Sheet const& sheet) {
  auto bills = json::array(), missing = json::array(), rows = json::array();
  for (auto const& bill : sheet.grid_bills) bills.push_back(grid_bill_json(bill));
  for (auto const& meter : sheet.without_grid_bill)
    missing.push_back(
        {{"meter_id", spelled(meter.id)}, {"address", meter.address}, {"room", meter.room}});
  for (auto const& row : sheet.rows) {
    auto shown = row_json(row);
    shown["account_id"] = spelled(row.account);
    shown["tenant"] = row.tenant;
    shown["room"] = row.room;
    rows.push_back(std::move(shown));
  }
  auto const ratio = sheet.ratio();
  return {{"project", sheet.project},
          {"sharing", sheet.sharing.empty() ? json(nullptr) : json(sheet.sharing)},
          {"bill", sheet.bill},
          {"paid_wh", spelled(sheet.paid_energy())},
          {"paid_fen", spelled(sheet.paid())},
          {"ratio_percent", ratio ? json(hundredths_text(*ratio)) : json(nullptr)},
          {"total", row_json(sheet.sum())},
          {"grid_bills", std::move(bills)},
          {"without_grid_bill", std::move(missing)},
          {"rows", std::move(rows)}};
}

}  // namespace

Result<Response> get_disclosure(store::ReadTx& tx, Call const& call) {
  TRY(auto found, sheet_of(tx, call));
  if (auto* const refused = std::get_if<Response>(&found)) return std::move(*refused);
  return json_response(sheet_json(*std::get<Disclosure::Answer>(found)));
}

Result<Response> download_disclosure(store::ReadTx& tx, Call const& call) {
  TRY(auto found, sheet_of(tx, call));
  if (auto* const refused = std::get_if<Response>(&found)) return std::move(*refused);
  TRY(auto bytes, disclosure_workbook(*std::get<Disclosure::Answer>(found)));
  return workbook_response(std::move(bytes), "disclosure-" + call.bill);
}

}  // namespace e2ms::http::api
