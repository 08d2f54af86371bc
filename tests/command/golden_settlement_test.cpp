// The golden cases of the pricing tool once more, through the daemon's own settlement: readings are
// entered one by one, accounts settled in between and at the end, bills closed.

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "e2ms/base/text.hpp"
#include "e2ms/command/archive.hpp"
#include "e2ms/command/enter_figures.hpp"
#include "e2ms/command/enter_reading.hpp"
#include "e2ms/command/settle_accounts.hpp"
#include "e2ms/document/tariff_json.hpp"
#include "e2ms/query/ledger_audit.hpp"
#include "support/house.hpp"

namespace e2ms::test {
namespace {

using Json = nlohmann::json;
/// "energy v1 2 peak" -> fen, by bill.
using Lines = std::map<std::string, std::map<std::string, std::int64_t>>;

Json golden() {
  auto const* const other = std::getenv("E2MS_GOLDEN_CASES");
  std::ifstream file(other != nullptr ? other : GOLDEN_CASES);
  return Json::parse(file, nullptr, true, true).at("cases");
}

std::optional<std::int64_t> wh_of(std::string const& kwh) {
  auto const exact = exact_from_text(kwh);
  if (!exact || denominator(Exact(*exact * 1000)) != 1) return std::nullopt;
  return static_cast<std::int64_t>(numerator(Exact(*exact * 1000)));
}

Instant local(std::string const& text, Zone const& zone) {
  auto const date = document::date_from_text(text.substr(0, 10));
  return zone.instant({*date, static_cast<unsigned>(std::stoi(text.substr(11, 2))),
                       static_cast<unsigned>(std::stoi(text.substr(14, 2))), 0});
}

std::int64_t thousandths(Json const& number, int of = 1000) {
  Exact const exact = *exact_from_text(number.get<std::string>()) * of;
  EXPECT_EQ(denominator(exact), 1);
  return static_cast<std::int64_t>(numerator(exact));
}

/// What a case's bill says beside its readings.
MonthFigures figures_of(Json const& bill) {
  MonthFigures figures;
  if (bill.contains("demand_kw")) figures.demand_mw = thousandths(bill.at("demand_kw"), 1'000'000);
  if (bill.contains("pf_kwh")) figures.energy = Energy::wh(thousandths(bill.at("pf_kwh")));
  if (bill.contains("pf_kvarh")) figures.reactive_varh = thousandths(bill.at("pf_kvarh"));
  return figures;
}

Json terms_of(Json tariff) {
  tariff.erase("id");
  tariff.erase("valid_from");
  return tariff;
}

/// What the daemon does not do: bills that are no months, readings it would not accept, demand and
/// reactive energy that nobody says.
bool can_be_settled(Json const& one) {
  auto const& spec = one.at("case");
  if (one.at("expected").contains("error") || spec.value("kind", "bills") != "bills") return false;
  for (auto const* const name : {"extra_lines", "tier_reset_on_version"})
    if (spec.contains(name)) return false;
  if (!one.at("expected").value("rejected", Json::array()).empty()) return false;
  auto const zone = Zone::named(spec.at("tz").get<std::string>()).value();
  for (auto const& bill : spec.at("bills")) {
    auto const from = local(bill.at("from"), zone), to = local(bill.at("to"), zone);
    if (from != zone.start_of_month_at(from) || to != zone.start_of_next_month_at(from))
      return false;
    if (bill.contains("active")) return false;
    for (auto const& tariff : spec.at("tariffs"))
      if (tariff.contains("demand") && !bill.contains("demand_kw")) return false;
  }
  for (auto const& tariff : spec.at("tariffs")) {
    auto const document = document::terms_from_text(terms_of(tariff).dump());
    if (!document::unchargeable(document.terms).empty()) return false;
  }
  for (auto const& meter : spec.at("meters"))
    if (!parse_integer(meter.value("mult", "1")) || meter.contains("max_kw")) return false;
  bool const one_of_each = spec.at("bills").size() == 1 && spec.at("meters").size() == 1;
  for (auto const& reading : spec.at("readings"))
    for (auto const& [name, kwh] : reading.at("r").items())
      if ((name == "Q" && !one_of_each) || !wh_of(kwh.get<std::string>())) return false;
  return !spec.at("readings").empty();
}

/// A house with the case's meters, tariffs and readings.
class Settled {
 public:
  explicit Settled(Json const& spec)
      : spec_(spec),
        zone_(Zone::named(spec.at("tz").get<std::string>()).value()),
        house_(rules(spec)) {
    publish();
    build();
  }

  Lines run() {
    for (auto const& reading : readings()) {
      auto const at = from_iso(reading.at("t").get<std::string>()).value();
      // More often than is asked for: it must not matter.
      if (at > opened_at_) settle(at - milliseconds(1));
      enter(reading, at);
    }
    for (auto const& bill : spec_.at("bills")) settle(local(bill.at("to"), zone_));
    for (auto const& bill : spec_.at("bills")) enter_figures(bill);
    settle(local(spec_.at("bills").back().at("to"), zone_) + days(3));
    // What somebody used before he came is not among his readings.
    if (!spec_.contains("cum_start")) {
      auto const audit = house_.ask(query::LedgerAudit{});
      EXPECT_EQ(Json(audit.value().findings), Json::array());
    }
    return lines();
  }

 private:
  static House::Rules rules(Json const& spec) {
    auto const& first = spec.at("tariffs").front();
    House::Rules rules;
    rules.time_zone = spec.at("tz").get<std::string>();
    rules.price_from = local(first.at("valid_from"), Zone::named(rules.time_zone).value());
    rules.terms = terms_of(first).dump();
    return rules;
  }

  void publish() {
    for (std::size_t i = 1; i < spec_.at("tariffs").size(); ++i) {
      auto const& tariff = spec_.at("tariffs").at(i);
      command::PublishTariff const order{house_.project,
                                         "flat",
                                         local(tariff.at("valid_from"), zone_),
                                         terms_of(tariff).dump(),
                                         {0}};
      EXPECT_EQ(house_.submit(order)->verdict, command::Archived::added);
    }
  }

  void build() {
    auto const room = house_.submit(command::AddRoom{house_.project, "tower", "1", "1"})->id;
    for (auto const& meter : spec_.at("meters")) {
      command::AddMeter const order{.line = house_.line,
                                    .room = room,
                                    .address = meter.at("id").get<std::string>(),
                                    .model = "any",
                                    .ratio = *parse_integer(meter.value("mult", "1")),
                                    .has_relay = false,
                                    .password = std::nullopt,
                                    .max_power_w = 1'000'000'000'000,
                                    .group = house_.group};
      meters_[order.address] = house_.submit(order)->id;
    }
    auto const first = from_iso(readings().front().at("t").get<std::string>()).value();
    // An account that opens within a tier year has a share of its limits.
    opened_at_ = spec_.contains("tier_prorate") ? first : zone_.start_of_month_at(first);
    command::OpenAccount const order{.room = room,
                                     .tenant = "tenant",
                                     .tariff = house_.tariff,
                                     .credit_limit = Money::fen(100'000'000),
                                     .alarm1 = {},
                                     .alarm2 = {},
                                     .reconnect = {},
                                     .pin_hash = "-",
                                     .at = opened_at_};
    account_ = house_.submit(order)->id;
    if (!spec_.contains("tier_prorate"))
      house_.sql("UPDATE account SET opened_at = " + std::to_string((opened_at_ - days(400)).ms));
    begin_counter(first);
  }

  void begin_counter(Instant first) {
    if (!spec_.contains("cum_start")) return;
    auto const terms =
        document::terms_from_text(terms_of(spec_.at("tariffs").front()).dump()).terms;
    auto const cycle = terms.tier_cycle.value_or(TierCycle{TierCycle::Unit::month});
    house_.sql("INSERT INTO tier_counter (account, cycle, counted_wh) VALUES (" +
               std::to_string(account_.value) + ", " +
               std::to_string(cycle.start_at(first, zone_).ms) + ", " +
               std::to_string(*wh_of(spec_.at("cum_start").get<std::string>())) + ")");
  }

  std::vector<Json> readings() const {
    auto all = spec_.at("readings").get<std::vector<Json>>();
    std::stable_sort(all.begin(), all.end(),
                     [](auto const& a, auto const& b) { return a.at("t") < b.at("t"); });
    return all;
  }

  void enter(Json const& reading, Instant at) {
    command::EnterReading order{
        meters_.at(reading.at("m").get<std::string>()), at,       {},     {},
        reading.value("q", "actual") == "estimated",    "golden", "test", at};
    std::int64_t sum = 0;
    for (auto const& [name, kwh] : reading.at("r").items()) {
      auto const wh = *wh_of(kwh.get<std::string>());
      if (name == "T" || name == "Q") continue;
      order.rates[static_cast<std::size_t>(name[1] - '1')] = Energy::wh(wh);
      sum += wh;
    }
    auto const& r = reading.at("r");
    order.total = Energy::wh(r.contains("T") ? *wh_of(r.at("T").get<std::string>()) : sum);
    auto const outcome = house_.submit(order);
    ASSERT_TRUE(outcome.has_value());
    EXPECT_EQ(outcome->verdict, command::EnterReading::Verdict::entered) << reading;
  }

  void enter_figures(Json const& bill) {
    auto figures = figures_of(bill);
    if (!figures.reactive_varh) figures.reactive_varh = reactive();
    if (figures == MonthFigures{}) return;
    command::EnterFigures const order{account_,
                                      bill.at("from").get<std::string>().substr(0, 7),
                                      figures,
                                      "grid bill",
                                      "",
                                      "test",
                                      local(bill.at("to"), zone_)};
    EXPECT_EQ(house_.submit(order)->verdict, command::EnterFigures::Verdict::entered);
  }

  /// What the one meter's reactive register moved in the one bill.
  std::optional<std::int64_t> reactive() const {
    auto const first = readings().front().at("r"), last = readings().back().at("r");
    if (!first.contains("Q") || !last.contains("Q")) return std::nullopt;
    auto const ratio = *parse_integer(spec_.at("meters").front().value("mult", "1"));
    return (thousandths(last.at("Q")) - thousandths(first.at("Q"))) * ratio;
  }

  void settle(Instant at) {
    command::SettleAccounts const order{house_.project, at, {0}};
    EXPECT_TRUE(house_.submit(order).has_value());
  }

  Lines lines() {
    std::map<std::string, std::string> names;
    for (auto const& bill : spec_.at("bills"))
      names[bill.at("from").get<std::string>().substr(0, 7)] = bill.at("id").get<std::string>();
    Lines found;
    for (auto const& row : house_.texts(
             "SELECT bill || '|' || code || '|' || version || '|' || tier || '|' || period || '|' "
             "|| amount_fen FROM bill_line UNION ALL SELECT bill || '|' || code || '|' || version "
             "|| '|0||' || amount_fen FROM bill_item")) {
      std::vector<std::string> parts{""};
      for (auto const c : row) {
        if (c == '|')
          parts.emplace_back();
        else
          parts.back() += c;
      }
      if (!names.contains(parts[0])) continue;
      auto const version = spec_.at("tariffs")
                               .at(static_cast<std::size_t>(std::stoll(parts[2]) - 1))
                               .at("id")
                               .get<std::string>();
      found[names[parts[0]]][parts[1] + " " + version + " " + (parts[3] == "0" ? "-" : parts[3]) +
                             " " + (parts[4].empty() ? "-" : parts[4])] = std::stoll(parts[5]);
    }
    return found;
  }

  Json const& spec_;
  Zone zone_;
  House house_;
  std::map<std::string, MeterId> meters_;
  AccountId account_;
  Instant opened_at_{};
};

/// Whole kWh are an item beside lines that are settled to the Wh: together they are what the
/// pricing tool puts on its lines.
void join_rounded(Json const& spec, Lines& lines) {
  for (auto const& tariff : spec.at("tariffs")) {
    if (tariff.value("energy_round", "none") != "kwh") continue;
    auto const version = " " + tariff.at("id").get<std::string>() + " ";
    for (auto& [bill, all] : lines) {
      std::int64_t sum = 0;
      std::erase_if(all, [&](auto const& line) {
        bool const joins = line.first.starts_with("energy" + version) ||
                           line.first.starts_with("whole_kwh" + version);
        if (joins) sum += line.second;
        return joins;
      });
      all["in whole kWh" + version] = sum;
    }
  }
}

/// Lines without an amount are no difference.
void drop_zeros(Lines& lines) {
  for (auto& [bill, all] : lines)
    std::erase_if(all, [](auto const& line) { return line.second == 0; });
}

TEST(GoldenSettlement, GivesWhatThePricingToolGives) {
  auto const cases = golden();
  std::size_t settled = 0;
  for (auto const& one : cases) {
    if (!can_be_settled(one)) continue;
    SCOPED_TRACE(one.at("case").at("id").get<std::string>() + ": " +
                 one.at("why").get<std::string>());
    auto lines = Settled(one.at("case")).run();
    Lines expected;
    for (auto const& bill : one.at("case").at("bills")) {
      auto const id = bill.at("id").get<std::string>();
      expected[id] = one.at("expected").at(id).get<std::map<std::string, std::int64_t>>();
    }
    for (auto* const each : {&lines, &expected}) {
      join_rounded(one.at("case"), *each);
      drop_zeros(*each);
    }
    std::erase_if(lines, [](auto const& bill) { return bill.second.empty(); });
    std::erase_if(expected, [](auto const& bill) { return bill.second.empty(); });
    EXPECT_EQ(Json(lines), Json(expected));
    ++settled;
  }
  EXPECT_GE(settled, 16U);
  RecordProperty("settled", static_cast<int>(settled));
}

}  // namespace
}  // namespace e2ms::test
