#include "api/bill_json.hpp"

#include "api/charge_json.hpp"
#include "api/figures_json.hpp"
#include "api/render.hpp"
#include "api/share_json.hpp"
#include "e2ms/base/text.hpp"
#include "e2ms/domain/bill_items.hpp"
#include "e2ms/domain/exact.hpp"

namespace e2ms::http::api {

using nlohmann::json;
using query::BillAdjustment;
using query::BillEnergyLine;
using query::BillItemLine;
using query::BillReading;
using query::Charge;

namespace {

std::string_view wallet_of(std::string const& code) {
  return is_fee(code) ? "fees" : "electricity";
}

json tariff_json(std::string const& name, Instant valid_from) {
  return {{"version", name}, {"valid_from", spelled(valid_from)}};
}

json charges_json(std::vector<Charge> const& charges) {
  auto items = json::array();
  for (auto const& one : charges) items.push_back(charge_json(one));
  return items;
}

json line_json(BillEnergyLine const& line) {
  return {{"line", line.code},
          {"tier", line.tier == 0 ? json(nullptr) : json(line.tier)},
          {"period", line.period.empty() ? json(nullptr) : json(line.period)},
          {"wallet", wallet_of(line.code)},
          {"tariff", tariff_json(line.tariff, line.valid_from)},
          {"quantity", decimal_text(Exact(line.energy.wh(), 1000))},
          {"price", decimal_text(Exact(line.price.e8, 100'000'000))},
          {"exact_yuan", exact_yuan(line)},
          {"amount_fen", spelled(line.amount)},
          {"energy_wh", spelled(line.energy)},
          {"running_fen", spelled(line.running)},
          {"as_of", nullptr},
          {"charges", charges_json(line.charges)}};
}

json line_json(BillItemLine const& item) {
  return {{"line", item.code},
          {"tier", nullptr},
          {"period", nullptr},
          {"wallet", wallet_of(item.code)},
          {"tariff", item.tariff && item.valid_from ? tariff_json(*item.tariff, *item.valid_from)
                                                    : json(nullptr)},
          {"quantity", item.quantity},
          {"price", item.price},
          {"exact_yuan", item.exact_yuan},
          {"amount_fen", spelled(item.amount)},
          {"energy_wh", nullptr},
          {"running_fen", 0},
          {"as_of", spelled(item.as_of)},
          {"charges", json::array()}};
}

json reading_json(Call const& call, BillReading const& reading) {
  auto const decimals = decimals_of(call, reading.model);
  auto const point = [&](RegisterPoint const& at, ReadingSource source) {
    return point_json(reading.reg, reading.ratio, at, decimals, source);
  };
  return {{"meter_id", spelled(reading.meter)},
          {"address", reading.address},
          {"before", point(reading.from, reading.from_source)},
          {"after", point(reading.to, reading.to_source)},
          {"rolled_wh", spelled(reading.rolled)},
          {"energy_wh", spelled(reading.energy)},
          {"correction", reading.correction}};
}

json due_json(std::optional<query::BillDue> const& due, Instant at) {
  if (!due) return nullptr;
  auto const* const state = due->unpaid == Money{} ? "paid" : due->at <= at ? "overdue" : "open";
  return {{"state", state},
          {"due_at", spelled(due->at)},
          {"amount_fen", spelled(due->amount)},
          {"unpaid_fen", spelled(due->unpaid)}};
}

json adjustment_json(BillAdjustment const& one, Instant at) {
  auto lines = json::array();
  for (auto const& item : one.items) lines.push_back(line_json(item));
  return {{"number", one.number},
          {"journal_id", spelled(one.journal)},
          {"posted_at", spelled(one.at)},
          {"due", due_json(one.due, at)},
          {"amount_fen", spelled(one.amount)},
          {"fees_fen", spelled(one.fees)},
          {"charges", charges_json(one.charges)},
          {"items", std::move(lines)}};
}

}  // namespace

std::string exact_yuan(BillEnergyLine const& line) {
  return decimal_text(Exact(line.energy.wh(), 1000) * Exact(line.price.e8, 100'000'000));
}

json bill_sums_json(query::BillSums const& sums, Instant at) {
  return {{"id", sums.id},
          {"from", spelled(sums.from)},
          {"to", spelled(sums.to)},
          {"state", sums.closed_at ? "closed" : "open"},
          {"closed_at", spelled(sums.closed_at)},
          {"due", due_json(sums.due, at)},
          {"energy_wh", spelled(sums.energy)},
          {"energy_fen", spelled(sums.energy_amount)},
          {"items_fen", spelled(sums.items)},
          {"adjustments_fen", spelled(sums.adjustments)},
          {"total_fen", spelled(sums.total())},
          {"missing_figures", missing_json(sums.missing)}};
}

json bill_json(Call const& call, query::BillOf::Page const& page, bool for_tenant) {
  auto lines = json::array(), readings = json::array(), adjustments = json::array();
  auto shares = json::array();
  for (auto const& line : page.energy) lines.push_back(line_json(line));
  for (auto const& item : page.items) lines.push_back(line_json(item));
  for (auto const& one : page.readings) readings.push_back(reading_json(call, one));
  for (auto const& one : page.adjustments) adjustments.push_back(adjustment_json(one, call.now));
  auto bill = bill_sums_json(page.sums, call.now);
  bill["medium"] = word(page.account.medium);
  bill["unit"] = unit_word(page.account.medium);
  bill["project"] = page.account.project;
  bill["tenant"] = page.account.tenant;
  bill["room"] = page.account.room;
  bill["building"] = spelled(page.account.building);
  bill["fees_fen"] = spelled(page.fees());
  bill["electricity_fen"] = spelled(page.sums.total() - page.fees());
  bill["lines"] = std::move(lines);
  bill["readings"] = std::move(readings);
  bill["adjustments"] = std::move(adjustments);
  bill["figures"] = json::array();
  for (auto const& entry : page.figures) bill["figures"].push_back(figures_json(entry, for_tenant));
  for (auto const& share : page.shares) shares.push_back(bill_share_json(share));
  bill["shares"] = std::move(shares);
  return bill;
}

}  // namespace e2ms::http::api
