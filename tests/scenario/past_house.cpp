#include "past_house.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <sstream>
#include <stdexcept>

namespace e2ms::scenario {

PastHouse::PastHouse(json const& site, Instant begin) : web_port_(free_port()) {
  auto config = config_of(folder_, web_port_, free_port());
  folder_.write("e2ms.json", config.dump(2));
  folder_.write("site.json", site.dump(2));
  auto const made = run(
      words(begin, {"init", "--config", folder_ / "e2ms.json", "--site", folder_ / "site.json"}));
  if (made.code != 0) throw std::runtime_error("init failed: " + made.err);
  std::istringstream lines(made.out);
  for (std::string line; std::getline(lines, line);) {
    auto const person = json::parse(line);
    if (person.at("kind") == "manager") password_ = person.at("password");
  }
}

std::vector<std::string> PastHouse::words(Instant now, std::vector<std::string> rest) const {
  std::vector<std::string> all{"/usr/bin/env", std::string("LD_PRELOAD=") + E2MS_SET_CLOCK,
                               "SET_CLOCK_MS=" + std::to_string(now.ms),
                               // The sanitizer's own library does not mind being the second.
                               "ASAN_OPTIONS=verify_asan_link_order=0", E2MS_PROGRAM};
  all.insert(all.end(), rest.begin(), rest.end());
  return all;
}

void PastHouse::start(Instant now) {
  daemon_ = std::make_unique<Process>(words(now, {"serve", "--config", folder_ / "e2ms.json"}));
  std::vector<std::string> signs{"web_listening"};
  // The first start of all finds no night that was missed.
  if (had_nights_) signs.insert(signs.end(), {"day_settled", "day_closed", "verified"});
  for (auto const& sign : signs)
    if (daemon_->line_with(sign).empty())
      throw std::runtime_error("no " + sign + ": " + daemon_->err());
  had_nights_ = true;
  manager_.emplace(web_port_);
  auto const answer = manager_->sign_in("admin", password_);
  if (answer.status != 200) throw std::runtime_error("no sign-in: " + answer.body.dump());
}

void PastHouse::stop() {
  manager_.reset();
  daemon_->signal(SIGTERM);
  EXPECT_EQ(daemon_->end(), 0);
  auto const log = daemon_->err();
  for (auto const* const trouble : {"verification_failed", "account_not_settled"})
    EXPECT_EQ(log.find(trouble), std::string::npos) << log;
}

}  // namespace e2ms::scenario
