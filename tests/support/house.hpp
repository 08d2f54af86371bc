#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::test {

/// Whether a tariff's document is one of water.
bool prices_water(std::string const& terms);

/// A database in memory with one project, one line and one tariff: where commands are tried.
/// Unlike store::Direct it also takes plain SQL, for looks and for tampering.
class House {
 public:
  struct Rules {
    std::string time_zone = "Asia/Shanghai";
    Duration warning_grace = hours(1);
    Duration fresh_reading = minutes(30);
    std::int64_t price_e8 = 50'000'000;  ///< 0.50 yuan/kWh
    Instant price_from{0};
    std::string terms = {};  ///< instead of the price; or those of `water`, beside it
  };
  House();
  explicit House(Rules const& rules);
  ~House();

  /// One command in its own transaction; nothing is kept when it ends with a fault.
  template <class C>
  Result<typename C::Outcome> submit(C const& command) {
    auto tx = begin();
    auto outcome = execute(*tx, command);
    end(outcome.has_value());
    return outcome;
  }
  template <class Q>
  Result<typename Q::Answer> ask(Q const& question) {
    auto tx = begin();
    auto found = answer(*tx, question);
    end(true);
    return found;
  }
  std::vector<store::Announcement> const& announced() const { return announced_; }

  void sql(std::string const& statement);
  std::int64_t number(std::string const& select);
  std::vector<std::string> texts(std::string const& select);

  ProjectId project;
  LineId line;
  MeterGroupId group;
  TariffId tariff;
  TariffId water;  ///< {0} without terms of water

 private:
  std::unique_ptr<store::WriteTx> begin();
  void end(bool keep);

  std::vector<store::Announcement> announced_;
  std::unique_ptr<store::Session> session_;
};

}  // namespace e2ms::test
