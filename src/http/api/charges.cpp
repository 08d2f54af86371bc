#include <algorithm>

#include "api/charge_json.hpp"
#include "api/handlers.hpp"
#include "api/meter_json.hpp"
#include "e2ms/base/checked.hpp"
#include "e2ms/base/text.hpp"
#include "e2ms/domain/settlement.hpp"
#include "json_body.hpp"
#include "query_reader.hpp"

namespace e2ms::http::api {

using nlohmann::json;
using query::Charge;

namespace {

/// Wh times 1e-8 yuan per kWh is 1e-9 fen: nine decimals are exact.
constexpr unsigned kExactDecimals = 9;
constexpr std::int64_t kNanoFen = 1'000'000'000;

Result<std::int64_t> exact(Energy energy, Price price) {
  return checked_mul(energy.wh(), price.e8);
}

json tiers_json(Charge const& charge) {
  if (!charge.tier_before || !charge.tier_after) return nullptr;
  return {{"counted_before_wh", spelled(charge.tier_before)},
          {"counted_after_wh", spelled(charge.tier_after)}};
}

Result<Shown> line_json(Charge const& charge) {
  TRY(auto const before, exact(charge.line_before, charge.price));
  TRY(auto const after, exact(charge.line_after, charge.price));
  TRY(auto const rounded_before, amount(charge.line_before, charge.price));
  TRY(auto const rounded_after, amount(charge.line_after, charge.price));
  return Shown{json{{"energy_before_wh", spelled(charge.line_before)},
                    {"energy_after_wh", spelled(charge.line_after)},
                    {"exact_before_fen", format_decimal(before, kExactDecimals)},
                    {"exact_after_fen", format_decimal(after, kExactDecimals)},
                    {"rounded_before_fen", spelled(rounded_before)},
                    {"rounded_after_fen", spelled(rounded_after)}}};
}

/// Posting happens each midnight: a charge over more than that waited for readings.
json catch_up_days(Charge const& charge) {
  constexpr Duration kLongestUsual = hours(36);
  auto const span = charge.to_at - charge.from_at;
  if (span <= kLongestUsual) return nullptr;
  return (span.ms + days(1).ms / 2) / days(1).ms;
}

/// Names a charge in its account. While it runs, its meter, where it begins and its line: the
/// charges of one line of a meter follow one another.
std::string key_of(Charge const& charge) {
  if (charge.id) return std::to_string(charge.id->value);
  auto key = std::to_string(charge.meter.value) + "-" + std::to_string(charge.from_at.ms);
  bool const plain = charge.code == "energy" && charge.tier == 0 && charge.period.empty();
  if (!plain)
    key += "-" + charge.code + "-" + std::to_string(charge.tier) + "-" + charge.period + "-" +
           std::to_string(charge.reg) + "-" + std::to_string(charge.from_total.wh());
  return key;
}

Response nothing_running() {
  return problem(Status::not_found, "nothing_running", "Nothing was used since the last posting");
}

json end_json(Charge const& charge, RegisterPoint const& point, unsigned decimals) {
  return point_json(static_cast<RegisterIndex>(charge.reg), charge.ratio, point, decimals);
}

}  // namespace

std::string register_name(RegisterIndex reg) {
  if (reg == kTotal) return "total";
  if (reg == kRest) return "rest";
  return "T" + std::to_string(reg);
}

std::string register_shown(RegisterPoint const& point, unsigned decimals) {
  constexpr unsigned kAll = 3;
  return register_text(point.total, point.computed ? kAll : decimals);
}

std::string_view source_word(ReadingSource source) {
  switch (source) {
    case ReadingSource::poll:
      return "poll";
    case ReadingSource::typed:
      return "typed_in";
    case ReadingSource::estimated:
      return "estimated";
  }
  return "";
}

json point_json(RegisterIndex reg, std::int64_t ratio, RegisterPoint const& point,
                unsigned decimals, ReadingSource source) {
  return {{"taken_at", spelled(point.at)},
          {"name", register_name(reg)},
          {"source", point.computed ? "interpolated" : source_word(source)},
          {"register", register_shown(point, decimals)},
          {"ratio", ratio},
          {"energy_wh", point.total.wh() * ratio}};
}

json charge_json(Charge const& charge) {
  return {{"id", spelled(charge.id)},
          {"key", key_of(charge)},
          {"state", charge.id ? "posted" : "running"},
          {"bill", charge.bill},
          {"line", charge.code},
          {"tier", charge.tier == 0 ? json(nullptr) : json(charge.tier)},
          {"period", charge.period.empty() ? json(nullptr) : json(charge.period)},
          {"from", spelled(charge.from_at)},
          {"to", spelled(charge.to_at)},
          {"energy_wh", spelled(charge.energy)},
          {"price_e8", charge.price.e8},
          {"amount_fen", spelled(charge.amount)},
          {"posted_at", spelled(charge.posted_at)},
          {"catch_up_days", catch_up_days(charge)}};
}

Result<Shown> explanation_json(Charge const& charge, unsigned decimals, Medium medium) {
  TRY(auto const line, line_json(charge));
  TRY(auto const exact_amount, exact(charge.energy, charge.price));
  TRY(auto const charged, checked_mul(charge.amount.fen(), kNanoFen));
  RegisterPoint const from{charge.from_at, charge.from_total, charge.from_computed};
  RegisterPoint const to{charge.to_at, charge.to_total, charge.to_computed};
  json journal = nullptr;
  if (charge.journal)
    journal = {{"id", spelled(charge.journal)},
               {"key", spelled(charge.key)},
               {"posted_at", spelled(charge.posted_at)}};
  return Shown{json{{"medium", word(medium)},
                    {"unit", unit_word(medium)},
                    {"charge", charge_json(charge)},
                    {"meters", json::array({{{"meter_id", spelled(charge.meter)},
                                             {"address", charge.address},
                                             {"before", end_json(charge, from, decimals)},
                                             {"after", end_json(charge, to, decimals)},
                                             {"rolled_wh", spelled(charge.rolled)},
                                             {"energy_wh", spelled(charge.energy)}}})},
                    {"price", price_json(charge.tariff, charge.price, charge.valid_from)},
                    {"line", line.json},
                    {"tiers", tiers_json(charge)},
                    {"exact_fen", format_decimal(exact_amount, kExactDecimals)},
                    {"rounding_fen", format_decimal(charged - exact_amount, kExactDecimals)},
                    {"journal", std::move(journal)}}};
}

Result<Response> charges_page(store::ReadTx& tx, Call const& call, AccountId account) {
  QueryReader query{call.request};
  auto const paging = read_paging(query, INT64_MAX);
  if (!query.good()) return invalid_input(query.problems());
  TRY(bool const known, answer(tx, query::HasAccount{call.project(), account}));
  if (!known) return not_found();
  TRY(auto rows, answer(tx, query::Charges{account, ChargeId{paging.after}, paging.limit + 1}));
  auto const next = cut_page(rows, paging.limit, [](auto const& row) { return row.id->value; });
  auto items = json::array();
  if (paging.after == INT64_MAX) {
    TRY(auto const running, answer(tx, query::RunningCharges{account}));
    for (auto const& row : running) items.push_back(charge_json(row));
  }
  for (auto const& row : rows) items.push_back(charge_json(row));
  return list_response(std::move(items), next);
}

Result<Response> running_page(store::ReadTx& tx, Call const& call, AccountId account) {
  QueryReader query{call.request};
  auto const key = query.text("key", 160);
  if (!query.good()) return invalid_input(query.problems());
  TRY(bool const known, answer(tx, query::HasAccount{call.project(), account}));
  if (!known) return not_found();
  TRY(auto const running, answer(tx, query::RunningCharges{account}));
  if (running.empty()) return nothing_running();
  auto const charge = key.empty() ? std::ranges::max_element(running, {}, &Charge::to_at)
                                  : std::ranges::find(running, key, key_of);
  if (charge == running.end()) return not_found();
  TRY(auto const place, place_of(tx, call, charge->meter));
  TRY(auto const explained, explanation_json(*charge, decimals_of(call, place), place.medium));
  return json_response(explained.json);
}

Result<Response> charge_page(store::ReadTx& tx, Call const& call,
                             std::optional<AccountId> only_of) {
  TRY(auto const charge, answer(tx, query::ChargeOf{call.project(), ChargeId{call.id}}));
  if (!charge || (only_of && charge->account != *only_of)) return not_found();
  TRY(auto const place, place_of(tx, call, charge->meter));
  TRY(auto const explained, explanation_json(*charge, decimals_of(call, place), place.medium));
  return json_response(explained.json);
}

Result<Response> list_charges(store::ReadTx& tx, Call const& call) {
  return charges_page(tx, call, AccountId{call.id});
}

Result<Response> explain_running_charge(store::ReadTx& tx, Call const& call) {
  return running_page(tx, call, AccountId{call.id});
}

Result<Response> explain_charge(store::ReadTx& tx, Call const& call) {
  return charge_page(tx, call, std::nullopt);
}

}  // namespace e2ms::http::api
