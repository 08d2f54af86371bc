// What `e2ms price` says of a case is what a tenant is charged: the cases are lived through by the
// real daemon. Tariffs are published over the API, readings typed in, some of them late, nights
// pass, bills are closed and adjusted, and every line is compared to the fen.

#include <gtest/gtest.h>

#include <algorithm>

#include "case_tenant.hpp"
#include "past_house.hpp"

namespace e2ms::scenario {
namespace {

std::string cases_file() {
  auto const* const other = std::getenv("E2MS_GOLDEN_CASES");
  return other != nullptr ? other : GOLDEN_CASES;
}

/// The cases of one house: they begin together and live in one time zone.
class Life {
 public:
  Life(std::vector<TariffCase const*> const& cases) {
    for (auto const* one : cases) tenants_.emplace_back(*one, tenants_.size());
    begin_ = cases.front()->opened_at ? *cases.front()->opened_at : first_reading() - days(800);
    auto const& zone = cases.front()->zone;
    if (!cases.front()->opened_at) begin_ = zone.start_of_month_at(begin_);
    house_.emplace(site(zone), begin_);
  }

  void run(Agreement& at_first, Agreement& corrected) {
    house_->start(begin_);
    for (auto& tenant : tenants_) {
      tenant.find(manager());
      tenant.publish(manager(), begin_);
    }
    house_->stop();
    auto const phases = moments();
    for (auto const& now : phases) {
      house_->start(now);
      for (auto& tenant : tenants_) tenant.tell(manager(), now, now == phases.back());
      house_->stop();
    }
    // What was late of the last months is told; the night after closes the last bills.
    house_->start(phases.back() + days(2));
    compare(at_first, {});
    correct(corrected);
    compare(at_first, {});
    house_->stop();
    auto const verified = house_->verify();
    EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
  }

  int adjusted() const {
    return static_cast<int>(
        std::ranges::count_if(tenants_, [](auto const& tenant) { return tenant.was_adjusted(); }));
  }

 private:
  Client& manager() { return house_->manager(); }

  Instant first_reading() const {
    Instant first{INT64_MAX};
    for (auto const& tenant : tenants_)
      for (auto const& reading : tenant.lived().spec.at("readings"))
        first = std::min(first, taken_at(reading));
    return first;
  }

  json site(Zone const& zone) const {
    json site{{"project",
               {{"name", "Cases"},
                {"time_zone", zone.name()},
                {"warning_grace_s", 3600},
                {"fresh_reading_s", 3600}}},
              {"operators", {{{"name", "admin"}}}},
              {"tariffs", json::array()},
              {"lines",
               {{{"name", "bus"},
                 {"mode", "dial_in"},
                 {"registration", "866000000001"},
                 {"framing", "transparent"},
                 {"answer_ms", 1000},
                 {"gap_ms", 10}}}},
              {"rooms", json::array()}};
    for (auto const& tenant : tenants_) {
      site["tariffs"].push_back(tenant.site_tariff(begin_));
      site["rooms"].push_back(tenant.site_room());
    }
    return site;
  }

  /// When the daemon is started: in the midst of the readings, and when all bills can be closed.
  std::vector<Instant> moments() const {
    std::vector<Instant> all;
    Instant end{};
    for (auto const& tenant : tenants_) {
      auto const& one = tenant.lived();
      for (auto const& reading : one.spec.at("readings")) all.push_back(taken_at(reading));
      end = std::max(end, local_instant(one.spec.at("bills").back().at("to"), one.zone));
    }
    std::ranges::sort(all);
    std::vector<Instant> found;
    for (auto const part : {1U, 2U, 3U}) {
      auto const at = all[(all.size() - 1) * part / 4] + days(1) + minutes(7);
      if (at > begin_ + days(2) && (found.empty() || at > found.back() + days(2)))
        found.push_back(at);
    }
    std::erase_if(found, [&](Instant at) { return at >= end + days(1); });
    found.push_back(std::max(end, all.back()) + days(3));
    return found;
  }

  void compare(Agreement& sum, std::vector<std::optional<json>> const& more) {
    std::vector<json> specs;
    for (std::size_t i = 0; i < tenants_.size(); ++i)
      specs.push_back(!more.empty() && more[i] ? tenants_[i].with(*more[i])
                                               : tenants_[i].lived().spec);
    auto const answers = priced(specs);
    for (auto& tenant : tenants_) tenant.compare(manager(), answers.at(tenant.lived().id), sum);
  }

  /// A reading in the middle of a closed bill changes it as the tool says; taken back, nothing is
  /// left of it.
  void correct(Agreement& sum) {
    std::vector<std::optional<json>> more;
    for (auto& tenant : tenants_) {
      more.push_back(tenant.another());
      if (more.back()) tenant.enter(manager(), *more.back());
    }
    compare(sum, more);
    for (std::size_t i = 0; i < tenants_.size(); ++i)
      if (more[i]) tenants_[i].take_back(manager(), *more[i]);
  }

  std::vector<CaseTenant> tenants_;
  Instant begin_{};
  std::optional<PastHouse> house_;
};

/// Cases of one zone share a house, unless it matters when they begin.
std::map<std::string, std::vector<TariffCase const*>> houses(TariffCases const& all) {
  std::map<std::string, std::vector<TariffCase const*>> found;
  for (auto const& one : all.cases)
    found[one.zone.name() + (one.opened_at ? to_iso(*one.opened_at) : "")].push_back(&one);
  return found;
}

TEST(TariffCases, AreChargedByTheDaemonAsThePricingToolSays) {
  auto all = read_tariff_cases(cases_file());
  std::vector<json> specs;
  for (auto const& one : all.cases) specs.push_back(one.spec);
  auto const answers = priced(specs);
  std::erase_if(all.cases, [&](TariffCase const& one) {
    auto const& answer = answers.at(one.id);
    bool const out = answer.contains("error") || !answer.at("rejected").empty();
    if (out) all.left_out[one.id] = "readings that are rejected";
    return out;
  });
  Agreement at_first, corrected;
  int adjusted = 0;
  for (auto const& [name, cases] : houses(all)) {
    SCOPED_TRACE(name);
    Life life(cases);
    life.run(at_first, corrected);
    adjusted += life.adjusted();
  }
  for (auto const& [id, why] : all.left_out)
    std::printf("left out: %s: %s\n", id.c_str(), why.c_str());
  std::printf("%zu cases; to the fen %d, by cuts %d; corrected %d, by cuts %d; adjusted %d\n",
              all.cases.size(), at_first.exact, at_first.by_cuts, corrected.exact,
              corrected.by_cuts, adjusted);
  EXPECT_GE(all.cases.size(), 6U);
  EXPECT_GE(adjusted, 1);
  EXPECT_LE(at_first.by_cuts, at_first.exact / 4);
}

}  // namespace
}  // namespace e2ms::scenario
