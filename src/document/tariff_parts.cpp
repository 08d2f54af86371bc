#include "tariff_parts.hpp"

#include <algorithm>
#include <map>

#include "e2ms/base/text.hpp"

namespace e2ms::document {

namespace {

constexpr char kNoPeriod[] = "";

std::map<std::string, Exact> read_prices(JsonPlace& place) {
  std::map<std::string, Exact> prices;
  auto list = place.object("prices");
  for (auto const& period : list.names()) prices[period] = read_amount(list, period);
  if (prices.empty()) place.wrong("prices", "must name a price for each period");
  return prices;
}

/// Rows of one list, their limits rising, the last one without.
std::vector<TierRow> read_rows(JsonPlace& energy, std::string_view list, std::string_view price) {
  std::vector<TierRow> rows;
  auto places = energy.objects(list);
  if (places.empty()) energy.wrong(list, "must have at least one row");
  std::optional<Exact> before;
  for (std::size_t i = 0; i < places.size(); ++i) {
    auto& place = places[i];
    bool const last = i + 1 == places.size();
    TierRow row;
    auto const* const upto = place.needed("upto");
    if (upto && !upto->is_null()) row.upto = read_amount(place, "upto");
    if (row.upto && before && *row.upto <= *before)
      place.wrong("upto", decimal_text(*row.upto) + " is not above " + decimal_text(*before));
    if (upto && last && row.upto) place.wrong("upto", "must be null: the last tier has no limit");
    if (upto && !last && !row.upto) place.wrong("upto", "only the last tier has no limit");
    if (row.upto) before = row.upto;
    if (price == "prices")
      row.prices = read_prices(place);
    else
      row.prices[kNoPeriod] = read_amount(place, price);
    place.finish();
    rows.push_back(std::move(row));
  }
  if (rows.empty()) rows.push_back({std::nullopt, {{kNoPeriod, 0}}});
  return rows;
}

void check_same_periods(JsonPlace& energy, std::string_view list,
                        std::vector<TierRow> const& rows) {
  for (auto const& row : rows) {
    bool const same = std::equal(row.prices.begin(), row.prices.end(), rows.front().prices.begin(),
                                 rows.front().prices.end(),
                                 [](auto const& a, auto const& b) { return a.first == b.first; });
    if (!same) return energy.wrong(list, "must have the same periods in each row");
  }
}

void read_months(JsonPlace& energy, std::string_view list, std::string_view price,
                 EnergyPrices& prices) {
  for (auto& place : energy.objects("by_month")) {
    EnergyPrices::Months special;
    for (auto const month : place.integers("months", {1, 12}))
      special.months.push_back(static_cast<unsigned>(month));
    if (special.months.empty()) place.wrong("months", "must name at least one month");
    special.rows = read_rows(place, list, price);
    place.finish();
    prices.by_month.push_back(std::move(special));
  }
}

/// "08:30" in minutes; 24:00 only where a day may end.
std::optional<unsigned> minute_from_text(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  auto const hour = parse_integer(text.substr(0, 2));
  auto const minute = parse_integer(text.substr(3, 2));
  if (!hour || !minute || *hour < 0 || *hour > 24 || *minute < 0 || *minute > 59)
    return std::nullopt;
  auto const minutes = *hour * 60 + *minute;
  if (minutes > 24 * 60) return std::nullopt;
  return static_cast<unsigned>(minutes);
}

std::optional<DayTimes> times_from_text(std::string_view text) {
  if (text.size() != 11 || text[5] != '-') return std::nullopt;
  auto const from = minute_from_text(text.substr(0, 5));
  auto const to = minute_from_text(text.substr(6));
  if (!from || !to || *from == 24 * 60 || *from == *to) return std::nullopt;
  return DayTimes{*from, *to};
}

DayClass read_days(JsonPlace& place) {
  auto const word = place.text_if("days").value_or("all");
  if (word == "weekday") return DayClass::weekday;
  if (word == "weekend") return DayClass::weekend;
  if (word == "restday") return DayClass::restday;
  if (word != "all") place.wrong("days", "must be all, weekday, weekend or restday");
  return DayClass::all;
}

std::set<Date> read_dates(JsonPlace& place, std::string_view name) {
  std::set<Date> found;
  for (auto const& text : place.texts(name)) {
    auto const date = date_from_text(text);
    if (date)
      found.insert(*date);
    else
      place.wrong(name, text + " is no date like 2026-10-01");
  }
  return found;
}

CalendarRule read_rule(JsonPlace& place, Calendar const& calendar) {
  CalendarRule rule;
  rule.period = place.text("period");
  for (auto const& text : place.texts("times")) {
    auto const times = times_from_text(text);
    if (times)
      rule.times.push_back(*times);
    else
      place.wrong("times", text + " is no span like 22:00-06:00");
  }
  for (auto const month : place.integers("months", {1, 12}))
    rule.months.push_back(static_cast<unsigned>(month));
  rule.days = read_days(place);
  rule.holidays = place.texts("holidays");
  for (auto const& name : rule.holidays)
    if (!calendar.holidays.contains(name))
      place.wrong("holidays", name + " is no list of this calendar");
  place.finish();
  return rule;
}

Calendar read_calendar(JsonPlace& tariff, std::map<std::string, Exact> const& prices) {
  auto place = tariff.object("calendar");
  // A tariff without periods may stand beside others of one calendar.
  auto const priced = [&prices](std::string const& period) {
    return period.empty() || prices.contains(kNoPeriod) || prices.contains(period);
  };
  Calendar calendar;
  if (place.has("holidays")) {
    auto lists = place.object("holidays");
    for (auto const& name : lists.names()) calendar.holidays[name] = read_dates(lists, name);
  }
  calendar.workdays = read_dates(place, "workdays");
  for (auto& each : place.objects("rules")) {
    calendar.rules.push_back(read_rule(each, calendar));
    auto const& period = calendar.rules.back().period;
    if (!priced(period)) each.wrong("period", period + " has no price");
  }
  calendar.otherwise = place.text_if("default");
  if (calendar.otherwise && !priced(*calendar.otherwise))
    place.wrong("default", *calendar.otherwise + " has no price");
  if (calendar.rules.empty() && !calendar.otherwise)
    place.wrong("rules", "must have at least one rule, or there must be a default");
  place.finish();
  return calendar;
}

}  // namespace

EnergyPrices read_energy(JsonPlace& tariff) {
  using Kind = EnergyPrices::Kind;
  tariff.needed("energy");
  auto place = tariff.object("energy");
  EnergyPrices prices{Kind::flat, {{std::nullopt, {{kNoPeriod, 0}}}}, {}, {}};
  auto const type = place.text("type");
  if (type == "flat") {
    prices.rows.front().prices[kNoPeriod] = read_amount(place, "price");
  } else if (type == "tou") {
    prices.kind = Kind::tou;
    prices.rows.front().prices = read_prices(place);
  } else if (type == "tier") {
    prices.kind = Kind::tier;
    prices.rows = read_rows(place, "tiers", "price");
    read_months(place, "tiers", "price", prices);
  } else if (type == "tier_tou") {
    prices.kind = Kind::tier_tou;
    prices.rows = read_rows(place, "rows", "prices");
    read_months(place, "rows", "prices", prices);
    check_same_periods(place, "rows", prices.rows);
    for (auto const& special : prices.by_month) {
      auto rows = special.rows;
      rows.push_back(prices.rows.front());
      check_same_periods(place, "by_month", rows);
    }
  } else if (type == "tou_tier_adder") {
    prices.kind = Kind::tou_tier_adder;
    if (place.has("price"))
      prices.rows.front().prices[kNoPeriod] = read_amount(place, "price");
    else
      prices.rows.front().prices = read_prices(place);
    prices.adders = read_rows(place, "tiers", "adder");
    read_months(place, "tiers", "adder", prices);
  } else if (!type.empty()) {
    place.wrong("type", "must be flat, tou, tier, tier_tou or tou_tier_adder");
    return prices;
  }
  place.finish();
  return prices;
}

void read_periods(JsonPlace& tariff, TariffVersion& version) {
  auto const& prices = version.energy.rows.front().prices;
  bool const by_period = version.energy.by_period();
  if (tariff.has("register_map")) {
    auto place = tariff.object("register_map");
    for (auto const& name : place.names()) {
      auto const period = place.text(name);
      bool const rate = name.size() == 2 && name[0] == 'T' && name[1] >= '1' && name[1] <= '5';
      if (!rate) place.wrong(name, "must be a rate register, T1 to T5");
      if (by_period && !period.empty() && !prices.contains(period))
        place.wrong(name, period + " has no price");
      version.register_map[name] = period;
    }
    if (version.register_map.empty())
      tariff.wrong("register_map", "must name at least one register");
  }
  if (tariff.has("calendar")) version.calendar = read_calendar(tariff, prices);
  version.total_mismatch_to = tariff.text_if("total_mismatch_to");
  if (by_period && version.total_mismatch_to && !prices.contains(*version.total_mismatch_to))
    tariff.wrong("total_mismatch_to", *version.total_mismatch_to + " has no price");
  if (by_period && !version.calendar && version.register_map.empty())
    tariff.wrong("calendar", "is missing: prices by period need a calendar or a register_map");
  if (version.calendar && !version.register_map.empty())
    tariff.wrong("register_map", "cannot stand beside a calendar");
}

std::optional<PowerFactorRule::Standard> standard_from_text(std::string_view text) {
  using Standard = PowerFactorRule::Standard;
  if (text == "0.90" || text == "0.9") return Standard::s090;
  if (text == "0.85") return Standard::s085;
  if (text == "0.80" || text == "0.8") return Standard::s080;
  return std::nullopt;
}

}  // namespace e2ms::document
