#include "case_tenant.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>

namespace e2ms::scenario {

namespace {

std::string wh_text(std::int64_t wh) {
  return (wh < 0 ? "-" : "") + std::to_string(std::abs(wh) / 1000) + "." +
         std::to_string(1000 + std::abs(wh) % 1000).substr(1);
}

void add(BillLines& lines, std::string const& version, json const& line, std::string const& kwh) {
  auto code = line.at("line").get<std::string>();
  // The tool does not care whose wallet pays the VAT.
  if (code == "vat:fees") code = "vat";
  auto const name = [&line](char const* part) {
    auto const& value = line.at(part);
    return value.is_null() ? "-" : value.is_string() ? value.get<std::string>() : value.dump();
  };
  auto& one = lines[code + " " + version + " " + name("tier") + " " + name("period")];
  one.fen += line.at("amount_fen").get<std::int64_t>();
  one.kwh += std::stod(kwh);
}

}  // namespace

json CaseTenant::site_room() const {
  auto meters = json::array();
  for (std::size_t i = 0; i < spec_.at("meters").size(); ++i)
    meters.push_back({{"line", "bus"},
                      {"address", address(i)},
                      {"model", "dlt645-2007-single"},
                      {"ratio", std::stoi(spec_.at("meters").at(i).value("mult", "1"))},
                      {"max_power_w", 100'000'000},
                      {"poll_s", 3600}});
  return {{"building", "A"},
          {"floor", "1"},
          {"name", one_.id},
          {"meters", std::move(meters)},
          {"account",
           {{"tenant", one_.id},
            {"tariff", one_.id},
            {"credit_limit", "0.00"},
            {"alarm1", "0.00"},
            {"alarm2", "0.00"},
            {"reconnect", "0.00"},
            {"opening_payment", "90000000.00"}}}};
}

json CaseTenant::site_tariff(Instant begin) const {
  if (!one_.opened_at)
    return {{"name", one_.id}, {"price", "9"}, {"valid_from", to_iso(begin - days(1))}};
  auto const& first = spec_.at("tariffs").front();
  return {{"name", one_.id},
          {"terms", terms_of(first)},
          {"valid_from", to_iso(local_instant(first.at("valid_from"), one_.zone))}};
}

void CaseTenant::find(Client& manager) {
  for (auto const& room : manager.list("/api/v1/rooms"))
    if (room.at("name") == one_.id) account_ = "/api/v1/accounts/" + room.at("account_id").dump();
  auto const meters = manager.list("/api/v1/meters");
  for (std::size_t i = 0; i < spec_.at("meters").size(); ++i)
    for (auto const& meter : meters)
      if (meter.at("address") == address(i))
        meters_[spec_.at("meters").at(i).at("id")] = "/api/v1/meters/" + meter.at("id").dump();
}

void CaseTenant::publish(Client& manager, Instant begin) {
  for (auto const& tariff : spec_.at("tariffs")) {
    auto const told = local_instant(tariff.at("valid_from"), one_.zone);
    bool const known = one_.opened_at && &tariff == &spec_.at("tariffs").front();
    auto const from = known ? told : std::max(told, begin + days(1));
    versions_[to_iso(from)] = tariff.at("id");
    if (known) continue;
    auto const answer = manager.post(
        "/api/v1/tariffs",
        {{"name", one_.id}, {"valid_from", to_iso(from)}, {"terms", terms_of(tariff)}});
    EXPECT_EQ(answer.status, 201) << answer.body;
  }
}

void CaseTenant::tell(Client& manager, Instant now, bool everything) {
  auto const& readings = spec_.at("readings");
  // Several meters share the tiers in the order in which their readings come.
  bool const in_order = meters_.size() > 1;
  std::vector<json> late = std::exchange(late_, {});
  for (; told_ < readings.size() && taken_at(readings[told_]) <= now; ++told_) {
    bool const wait = !everything && !in_order && told_ % 3 == 2;
    if (wait)
      late_.push_back(readings[told_]);
    else
      enter(manager, readings[told_]);
  }
  for (auto const& reading : late) enter(manager, reading);
}

void CaseTenant::enter(Client& manager, json const& reading) {
  json const body{
      {"taken_at", to_iso(taken_at(reading))},
      {"register_wh", register_wh(reading).value()},
      {"source", reading.value("q", "actual") == "estimated" ? "estimated" : "typed_in"},
      {"note", "by hand"}};
  auto const answer = manager.post(meters_.at(reading.at("m")) + "/readings/entered", body);
  EXPECT_EQ(answer.status, 200) << one_.id << " " << reading << " " << answer.body;
}

void CaseTenant::take_back(Client& manager, json const& reading) {
  auto const answer =
      manager.post(meters_.at(reading.at("m")) + "/readings/void",
                   {{"taken_at", to_iso(taken_at(reading))}, {"note", "slip of the pen"}});
  EXPECT_EQ(answer.status, 200) << one_.id << " " << answer.body;
}

std::optional<json> CaseTenant::another() const {
  auto const& all = spec_.at("readings");
  if (meters_.size() > 1 || all.size() < 2) return std::nullopt;
  std::optional<json> found;
  Duration longest = hours(1);
  for (std::size_t i = 1; i < all.size(); ++i) {
    auto const &a = all[i - 1], &b = all[i];
    auto const before = register_wh(a).value(), after = register_wh(b).value();
    if (taken_at(b) - taken_at(a) <= longest || after - before < 8) continue;
    longest = taken_at(b) - taken_at(a);
    found = {{"m", a.at("m")},
             {"t", to_iso(taken_at(a) + milliseconds(longest.ms / 2 / 1000 * 1000))},
             {"r", {{"T", wh_text(before + (after - before) / 4)}}}};
  }
  return found;
}

json CaseTenant::with(json const& reading) const {
  auto spec = spec_;
  spec["readings"].push_back(reading);
  return spec;
}

void CaseTenant::compare(Client& manager, json const& priced, Agreement& sum) {
  bool agrees = true;
  for (auto const& bill : priced.at("bills")) {
    auto const page = manager.get(account_ + "/bills/" + bill.at("id").get<std::string>());
    if (page.status == 404) {
      EXPECT_EQ(bill.at("total_fen"), 0) << one_.id << " has no bill " << bill.at("id");
      continue;
    }
    EXPECT_EQ(page.body.at("state"), "closed") << one_.id;
    adjusted_ = adjusted_ || !page.body.at("adjustments").empty();
    agrees = same(manager, page.body, bill) && agrees;
  }
  ++(agrees ? sum.exact : sum.by_cuts);
}

std::string CaseTenant::address(std::size_t meter) const {
  return std::to_string(202'600'000'000 + static_cast<std::int64_t>(number_ * 10 + meter));
}

std::string CaseTenant::version_of(json const& tariff) const {
  if (tariff.is_null()) return "-";
  auto const known = versions_.find(tariff.at("valid_from"));
  return known == versions_.end() ? "?" : known->second;
}

/// A bill as it was closed, and what was adjusted of it since.
BillLines CaseTenant::charged_lines(Client& manager, json const& page) const {
  BillLines lines;
  for (auto const& line : page.at("lines"))
    add(lines, version_of(line.at("tariff")), line, line.at("quantity"));
  for (auto const& adjustment : page.at("adjustments")) {
    for (auto const& line : adjustment.at("items"))
      add(lines, version_of(line.at("tariff")), line, "0");
    for (auto const& charge : adjustment.at("charges")) {
      auto const told = manager.fetch("/api/v1/charges/" + charge.at("id").dump());
      add(lines, version_of(told.at("price")), charge,
          wh_text(charge.at("energy_wh").get<std::int64_t>()));
    }
  }
  std::erase_if(lines, [](auto const& line) { return line.second.fen == 0; });
  return lines;
}

/// Whether all lines are the same to the fen. Energy at a bound is placed in whole Wh, which may
/// move a line by as many Wh as it has pieces, and its amount by what these cost; all else fails.
bool CaseTenant::same(Client& manager, json const& page, json const& bill) const {
  auto const charged = charged_lines(manager, page), expected = priced_lines(bill);
  constexpr int kDaysOfTwoMonths = 62;
  json told, wanted;
  double off_wh = 0;
  std::int64_t off_fen = 0;
  for (auto const& [name, line] : charged) told[name] = line.fen;
  for (auto const& [name, line] : expected) {
    wanted[name] = line.fen;
    auto const found = charged.find(name);
    off_fen += std::abs(line.fen - (found == charged.end() ? 0 : found->second.fen));
    if (found != charged.end()) off_wh += std::abs(line.kwh - found->second.kwh) * 1000;
  }
  if (told == wanted) {
    EXPECT_EQ(page.at("total_fen"), bill.at("total_fen")) << one_.id;
    return true;
  }
  auto const most = static_cast<double>(spec_.at("readings").size() + kDaysOfTwoMonths);
  // No case has a price of more than ten yuan a kWh: a fen a Wh.
  bool const by_cuts =
      off_wh > 1e-6 && off_wh <= most && static_cast<double>(off_fen) <= 1 + off_wh;
  EXPECT_TRUE(by_cuts) << one_.id << " " << bill.at("id") << ": " << told << " but " << wanted;
  std::printf("by cuts: %s: %s, not %s\n", one_.id.c_str(), told.dump().c_str(),
              wanted.dump().c_str());
  return false;
}

}  // namespace e2ms::scenario
