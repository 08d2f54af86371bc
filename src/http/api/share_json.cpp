#include "api/share_json.hpp"

#include "json_body.hpp"

namespace e2ms::http::api {

using nlohmann::json;
using query::ShareOfMonth;
using query::ShareRuleView;
using query::ShareRunSums;
using store::ShareGap;
using store::ShareMonthResult;

namespace {

std::string_view state_word(ShareMonthResult::State state) {
  using State = ShareMonthResult::State;
  switch (state) {
    case State::calculated:
      return "calculated";
    case State::no_rule:
      return "no_rule";
    case State::not_over:
      return "not_over";
    case State::incomplete:
    case State::unknown_sharing:
      break;
  }
  return "incomplete";
}

std::string_view gap_word(ShareGap::Kind kind) {
  switch (kind) {
    case ShareGap::Kind::reading_before:
      return "reading_before";
    case ShareGap::Kind::reading_after:
      return "reading_after";
    case ShareGap::Kind::grid_bill:
      break;
  }
  return "grid_bill";
}

void add_terms(ShareTerms const& terms, json& to) {
  to["basis"] = word(terms.basis);
  to["loss"] = terms.loss;
  to["public"] = terms.common;
  to["price"] = terms.price ? json(to_text(*terms.price)) : json(nullptr);
  to["cap_percent"] = spelled(terms.cap_percent);
}

json point_json(RegisterPoint const& point) {
  return {{"at", spelled(point.at)},
          {"register_wh", spelled(point.total)},
          {"computed", point.computed}};
}

json meter_json(ShareOfMonth::Meter const& meter) {
  auto const& metered = meter.of.metered;
  return {{"id", spelled(meter.of.meter)},
          {"role", word(meter.of.role)},
          {"address", meter.address},
          {"room", meter.room},
          {"before", point_json(metered.from)},
          {"after", point_json(metered.to)},
          {"ratio", metered.ratio == 0 ? json(nullptr) : json(metered.ratio)},
          {"energy_wh", spelled(metered.energy)}};
}

json part_json(SharePart const& part) {
  return {{"kwh", decimal_text(part.kwh)},
          {"exact_yuan", decimal_text(part.yuan)},
          {"share_fen", spelled(part.share)},
          {"charged_fen", spelled(part.charged)}};
}

json party_json(ShareOfMonth::Party const& party) {
  auto const& [of, part, room, tenant, posted] = party;
  bool const vacant = of.account == AccountId{};
  return {{"room", room},
          {"account_id", vacant ? json(nullptr) : spelled(of.account)},
          {"tenant", vacant ? json(nullptr) : json(tenant)},
          {"area", hundredths_text(of.area)},
          {"days", of.days},
          {"used_wh", spelled(of.used)},
          {"energy_fen", spelled(of.energy)},
          {"weight", part.weight},
          {"loss", part_json(part.loss)},
          {"public", part_json(part.common)},
          {"charged_fen", spelled(part.charged())},
          {"posted_fen", spelled(posted)},
          {"capped", part.capped},
          {"kept", of.kept_loss.has_value()}};
}

void add_totals(ShareInputs const& inputs, MonthShares const& shares, json& to) {
  to["main_wh"] = spelled(inputs.main);
  to["sub_wh"] = spelled(inputs.subs);
  to["loss_wh"] = spelled(shares.loss);
  to["public_wh"] = spelled(inputs.common);
  to["grid_wh"] = spelled(inputs.grid_energy);
  to["grid_fen"] = spelled(inputs.grid_amount);
  to["price_now"] = decimal_text(shares.price);
  to["loss_fen"] = spelled(shares.loss_amount);
  to["public_fen"] = spelled(shares.common_amount);
  to["weight_sum"] = shares.weight;
}

json calculation_json(ShareOfMonth::Page const& page) {
  if (!page.inputs) return nullptr;
  auto meters = json::array(), parties = json::array();
  for (auto const& meter : page.meters) meters.push_back(meter_json(meter));
  for (auto const& party : page.parties) parties.push_back(party_json(party));
  json calculation{{"charged_fen", spelled(page.shares.charged())},
                   {"landlord_fen", spelled(page.shares.landlord())},
                   {"meters", std::move(meters)},
                   {"parties", std::move(parties)}};
  add_totals(*page.inputs, page.shares, calculation);
  return calculation;
}

}  // namespace

std::string_view word(ShareBasis basis) {
  switch (basis) {
    case ShareBasis::energy:
      return "energy";
    case ShareBasis::area:
      return "area";
    case ShareBasis::equal:
      break;
  }
  return "equal";
}

std::string_view word(ShareRole role) {
  switch (role) {
    case ShareRole::main:
      return "main";
    case ShareRole::common:
      return "public";
    case ShareRole::sub:
      break;
  }
  return "sub";
}

std::string hundredths_text(std::int64_t hundredths) {
  // Two decimals, as money has.
  return to_text(Money::fen(hundredths));
}

json share_rule_json(ShareRuleView const& rule) {
  auto meters = json::array(), rooms = json::array();
  for (auto const& meter : rule.meters)
    meters.push_back({{"id", spelled(meter.id)},
                      {"role", word(meter.role)},
                      {"address", meter.address},
                      {"room", meter.room}});
  for (auto const& room : rule.rooms)
    rooms.push_back(
        {{"id", spelled(room.id)}, {"name", room.name}, {"area", hundredths_text(room.area)}});
  json shown{{"id", spelled(rule.id)},     {"first_bill", rule.first_bill},
             {"note", rule.note},          {"set_by", rule.actor},
             {"set_at", spelled(rule.at)}, {"meters", std::move(meters)},
             {"rooms", std::move(rooms)},  {"automatic", rule.automatic}};
  add_terms(rule.terms, shown);
  return shown;
}

json share_run_json(std::optional<ShareRunSums> const& run) {
  if (!run) return nullptr;
  return {{"bill", run->bill},
          {"posted_at", spelled(run->at)},
          {"posted_by", run->actor},
          {"main_wh", spelled(run->main)},
          {"sub_wh", spelled(run->subs)},
          {"loss_wh", spelled(run->loss())},
          {"public_wh", spelled(run->common)},
          {"loss_fen", spelled(run->loss_amount)},
          {"public_fen", spelled(run->common_amount)},
          {"charged_fen", spelled(run->charged)},
          {"landlord_fen", spelled(run->loss_amount + run->common_amount - run->charged)}};
}

json grid_bill_json(query::GridBillView const& bill) {
  return {{"id", spelled(bill.id)},
          {"meter_id", spelled(bill.meter)},
          {"address", bill.address},
          {"room", bill.room},
          {"bill", bill.bill},
          {"energy_wh", spelled(bill.energy)},
          {"amount_fen", spelled(bill.amount)},
          {"note", bill.note},
          {"entered_by", bill.actor},
          {"entered_at", spelled(bill.at)}};
}

json share_month_json(ShareOfMonth const& question, ShareOfMonth::Page const& page) {
  auto missing = json::array(), bills = json::array();
  for (auto const& gap : page.missing)
    missing.push_back({{"meter_id", spelled(gap.of.meter)},
                       {"address", gap.address},
                       {"room", gap.room},
                       {"what", gap_word(gap.of.kind)}});
  for (auto const& bill : page.grid_bills) bills.push_back(grid_bill_json(bill));
  json terms = nullptr;
  if (page.terms) {
    terms = json::object();
    add_terms(*page.terms, terms);
  }
  return {{"sharing_id", spelled(question.sharing)},
          {"name", page.name},
          {"bill", question.bill},
          {"state", state_word(page.state)},
          {"current", page.current},
          {"run", share_run_json(page.run)},
          {"terms", std::move(terms)},
          {"missing", std::move(missing)},
          {"grid_bills", std::move(bills)},
          {"calculation", calculation_json(page)}};
}

json bill_share_json(query::BillShare const& share) {
  auto const& party = share.inputs.parties.at(share.party);
  auto const& part = share.shares.parties.at(share.party);
  json shown{{"sharing_id", spelled(share.sharing)},
             {"name", share.name},
             {"area", hundredths_text(party.area)},
             {"days", party.days},
             {"used_wh", spelled(party.used)},
             {"energy_fen", spelled(party.energy)},
             {"weight", part.weight},
             {"own_loss", part_json(part.loss)},
             {"own_public", part_json(part.common)},
             {"capped", part.capped}};
  add_terms(share.terms, shown);
  add_totals(share.inputs, share.shares, shown);
  return shown;
}

}  // namespace e2ms::http::api
