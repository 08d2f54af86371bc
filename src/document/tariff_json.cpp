#include "e2ms/document/tariff_json.hpp"

#include <algorithm>
#include <cstdio>

#include "e2ms/base/text.hpp"
#include "tariff_parts.hpp"

namespace e2ms::document {

namespace {

/// Two digits that are a number in a range.
std::optional<unsigned> two_digits(std::string_view text, unsigned smallest, unsigned largest) {
  if (text.size() != 2) return std::nullopt;
  auto const number = parse_integer(text);
  if (!number || *number < smallest || *number > largest) return std::nullopt;
  return static_cast<unsigned>(*number);
}

std::optional<LocalTime> local_from_text(std::string_view text) {
  // 2026-04-16T00:00, with or without seconds
  if ((text.size() != 16 && text.size() != 19) || text[10] != 'T' || text[13] != ':')
    return std::nullopt;
  auto const date = date_from_text(text.substr(0, 10));
  auto const hour = two_digits(text.substr(11, 2), 0, 23);
  auto const minute = two_digits(text.substr(14, 2), 0, 59);
  std::optional<unsigned> second = 0;
  if (text.size() == 19)
    second = text[16] == ':' ? two_digits(text.substr(17, 2), 0, 59) : std::nullopt;
  if (!date || !hour || !minute || !second) return std::nullopt;
  return LocalTime{*date, *hour, *minute, *second};
}

std::optional<TierCycle> read_cycle(JsonPlace& tariff) {
  if (!tariff.has("tier_cycle")) return std::nullopt;
  auto place = tariff.object("tier_cycle");
  TierCycle cycle{TierCycle::Unit::month};
  auto const unit = place.text("unit");
  if (unit == "year") {
    cycle.unit = TierCycle::Unit::year;
    auto const start = place.text_if("start").value_or("01-01");
    // Any leap year tells which days exist.
    auto const date = date_from_text("2024-" + start);
    if (date) {
      cycle.month = date->month;
      cycle.day = date->day;
    } else {
      place.wrong("start", "must be a month and a day like 12-01");
    }
  } else if (unit == "month") {
    cycle.day = static_cast<unsigned>(place.integer_or("day", {1, 31}, 1));
  } else {
    place.wrong("unit", "must be month or year");
  }
  place.finish();
  return cycle;
}

std::vector<Surcharge> read_surcharges(JsonPlace& tariff, Medium medium) {
  std::vector<Surcharge> found;
  for (auto& place : tariff.objects("surcharges")) {
    if (medium == Medium::water)
      found.push_back({place.text("code"), read_decimal(place, "per_m3")});
    else
      found.push_back({place.text("code"), read_decimal(place, "per_kwh"),
                       place.boolean_or("pf_exempt", false)});
    place.finish();
  }
  return found;
}

FixedFee read_fee(JsonPlace& place) {
  using Proration = FixedFee::Proration;
  FixedFee fee{place.text("code"), 0};
  if (place.has("per_day")) {
    fee.price = read_decimal(place, "per_day");
    fee.proration = Proration::per_day;
    return fee;
  }
  fee.price = read_decimal(place, "per_month");
  auto const word = place.text_if("proration").value_or("calendar");
  if (word == "thirtieth")
    fee.proration = Proration::thirtieth;
  else if (word == "full_month")
    fee.proration = Proration::full_month;
  else if (word != "calendar")
    place.wrong("proration", "must be calendar, thirtieth or full_month");
  return fee;
}

std::optional<Demand> read_demand(JsonPlace& tariff) {
  if (!tariff.has("demand")) return std::nullopt;
  auto place = tariff.object("demand");
  Demand demand{read_amount(place, "per_kw_month"), Demand::Mode::actual, {}, {}};
  auto const mode = place.text_if("mode").value_or("actual");
  if (mode == "contract_105") {
    demand.mode = Demand::Mode::contract_105;
    demand.contract_kw = read_amount(place, "contract_kw");
  } else if (mode == "actual") {
    demand.contract_kw = read_decimal_if(place, "contract_kw");
  } else {
    place.wrong("mode", "must be actual or contract_105");
  }
  if (place.has("load_rate_discount")) {
    auto discount = place.object("load_rate_discount");
    demand.load_rate_discount = {read_amount(discount, "kwh_per_kva"), read_amount(discount, "kva"),
                                 read_amount(discount, "factor")};
    discount.finish();
  }
  place.finish();
  return demand;
}

std::optional<PowerFactorRule> read_power_factor(JsonPlace& tariff) {
  if (!tariff.has("pf")) return std::nullopt;
  auto place = tariff.object("pf");
  PowerFactorRule rule{PowerFactorRule::Standard::s090};
  auto const standard = standard_from_text(place.text("standard"));
  if (standard)
    rule.standard = *standard;
  else
    place.wrong("standard", "must be 0.80, 0.85 or 0.90");
  rule.exempt_per_kwh = read_decimal_if(place, "exempt_per_kwh").value_or(0);
  auto const rounding = place.text_if("rounding").value_or("once");
  rule.per_line = rounding == "per_line";
  if (!rule.per_line && rounding != "once") place.wrong("rounding", "must be once or per_line");
  place.finish();
  return rule;
}

std::optional<FreeQuota> read_quota(JsonPlace& tariff, Medium medium) {
  if (!tariff.has("free_quota")) return std::nullopt;
  auto place = tariff.object("free_quota");
  FreeQuota quota{read_amount(place, medium == Medium::water ? "m3" : "kwh"), {}};
  auto const mode = place.text_if("mode").value_or("deduct");
  if (mode == "credit")
    quota.credit_price = read_amount(place, "price");
  else if (mode != "deduct")
    place.wrong("mode", "must be deduct or credit");
  place.finish();
  return quota;
}

std::optional<MinimumCharge> read_minimum(JsonPlace& tariff) {
  if (!tariff.has("min_charge")) return std::nullopt;
  auto place = tariff.object("min_charge");
  MinimumCharge minimum{read_amount(place, "amount"), place.texts("of")};
  if (minimum.of.empty()) place.wrong("of", "must name the lines that count");
  place.finish();
  return minimum;
}

/// A rate alone, or an object with one.
std::optional<Exact> read_vat(JsonPlace& tariff) {
  auto const* const value = tariff.raw("vat");
  if (value == nullptr) return std::nullopt;
  if (!value->is_object()) return read_amount(tariff, "vat");
  auto place = tariff.object("vat");
  auto const rate = read_amount(place, "rate");
  place.finish();
  return rate;
}

void read_whole_kwh(JsonPlace& tariff, TariffVersion& version) {
  auto const round = tariff.text_if("energy_round").value_or("none");
  version.whole_kwh = round == "kwh";
  if (round != "kwh" && round != "none") tariff.wrong("energy_round", "must be kwh or none");
  if (version.whole_kwh && version.energy.tiered())
    tariff.wrong("energy_round", "is for flat and time-of-use prices");
}

/// What only a price of electricity may ask for.
void read_electricity(JsonPlace& tariff, TariffVersion& version) {
  read_periods(tariff, version);
  if (tariff.has("capacity")) {
    auto capacity = tariff.object("capacity");
    version.capacity =
        Capacity{read_amount(capacity, "kva"), read_amount(capacity, "per_kva_month")};
    capacity.finish();
  }
  version.demand = read_demand(tariff);
  version.power_factor = read_power_factor(tariff);
  read_whole_kwh(tariff, version);
}

/// A water meter tells one number: nothing can be priced by the hour, by rates or by power.
void refuse_electricity(JsonPlace& tariff, TariffVersion const& version) {
  using Kind = EnergyPrices::Kind;
  if (version.energy.kind != Kind::flat && version.energy.kind != Kind::tier)
    tariff.wrong("energy.type", "must be flat or tier in a tariff of water");
  for (auto const* const name : {"calendar", "register_map", "total_mismatch_to", "capacity",
                                 "demand", "pf", "energy_round"})
    if (tariff.raw(name) != nullptr) tariff.wrong(name, "is for electricity, not for water");
}

std::vector<Exact> read_shift(JsonPlace& tariff) {
  std::vector<Exact> found;
  for (auto const& text : tariff.texts("tier_shift")) {
    auto const number = exact_from_text(text);
    if (!number) tariff.wrong("tier_shift", text + " is no number");
    found.push_back(number.value_or(Exact(0)));
  }
  return found;
}

}  // namespace

Medium read_medium(JsonPlace& tariff) {
  auto const word = tariff.text_if("medium").value_or("electricity");
  if (word == "water") return Medium::water;
  if (word != "electricity") tariff.wrong("medium", "must be electricity or water");
  return Medium::electricity;
}

std::optional<Date> date_from_text(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  auto const year = parse_integer(text.substr(0, 4));
  auto const month = two_digits(text.substr(5, 2), 1, 12);
  auto const day = two_digits(text.substr(8, 2), 1, 31);
  if (!year || *year < 1900 || *year > 2200 || !month || !day) return std::nullopt;
  Date const date{static_cast<int>(*year), *month, *day};
  return exists(date) ? std::optional(date) : std::nullopt;
}

std::optional<Exact> read_decimal_if(JsonPlace& place, std::string_view name) {
  auto const* const value = place.raw(name);
  if (value == nullptr) return std::nullopt;
  std::optional<Exact> number;
  if (value->is_string()) number = exact_from_text(value->get_ref<std::string const&>());
  if (value->is_number_integer()) number = exact_from_text(value->dump());
  if (!number) place.wrong(name, "must be a decimal number written as a text, like \"0.5283\"");
  return number.value_or(Exact(0));
}

Exact read_decimal(JsonPlace& place, std::string_view name) {
  if (place.needed(name) == nullptr) return 0;
  return *read_decimal_if(place, name);
}

Exact read_amount(JsonPlace& place, std::string_view name) {
  auto const number = read_decimal(place, name);
  if (number < 0) place.wrong(name, decimal_text(number) + " is below zero");
  return number;
}

Instant read_local(JsonPlace& place, std::string_view name, Zone const& zone) {
  auto const text = place.text(name);
  auto const local = local_from_text(text);
  if (local) return zone.instant(*local);
  if (!text.empty()) place.wrong(name, text + " is no local time like 2026-04-16T00:00");
  return {};
}

TariffVersion read_tariff(JsonPlace& place, Zone const& zone) {
  auto const id = place.text("id");
  auto const valid_from = read_local(place, "valid_from", zone);
  auto version = read_terms(place);
  version.id = id;
  version.valid_from = valid_from;
  return version;
}

TariffVersion read_terms(JsonPlace& place) {
  TariffVersion version;
  version.medium = read_medium(place);
  version.energy = read_energy(place);
  version.tier_cycle = read_cycle(place);
  if (version.medium == Medium::electricity)
    read_electricity(place, version);
  else
    refuse_electricity(place, version);
  version.tier_shift = read_shift(place);
  version.surcharges = read_surcharges(place, version.medium);
  for (auto& fee : place.objects("fixed")) {
    version.fixed.push_back(read_fee(fee));
    fee.finish();
  }
  version.free_quota = read_quota(place, version.medium);
  version.minimum = read_minimum(place);
  version.vat_rate = read_vat(place);
  place.finish();
  return version;
}

}  // namespace e2ms::document
