#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tariff_cases.hpp"
#include "world.hpp"

namespace e2ms::scenario {

/// How bills compare with what `e2ms price` says of them, case by case.
struct Agreement {
  int exact = 0;    ///< every line to the fen
  int by_cuts = 0;  ///< but for energy that is cut in whole Wh (decision 0010)
};

/// One case as a room of a house: its account, its meters, and when its versions begin there.
/// The case outlives it.
class CaseTenant {
 public:
  CaseTenant(TariffCase const& one, std::size_t number)
      : one_(one), spec_(one.spec), number_(number) {}

  json site_room() const;
  /// Who opens long before has another price until the case's own is published.
  json site_tariff(Instant begin) const;

  void find(Client& manager);
  void publish(Client& manager, Instant begin);
  /// What was read by then and is not told yet; every third one is told a phase late.
  void tell(Client& manager, Instant now, bool everything);
  void enter(Client& manager, json const& reading);
  void take_back(Client& manager, json const& reading);

  /// A reading more, halfway in time through the longest pair and a quarter of its energy.
  std::optional<json> another() const;
  json with(json const& reading) const;

  void compare(Client& manager, json const& priced, Agreement& sum);

  bool was_adjusted() const { return adjusted_; }
  TariffCase const& lived() const { return one_; }

 private:
  std::string address(std::size_t meter) const;
  std::string version_of(json const& tariff) const;
  BillLines charged_lines(Client& manager, json const& page) const;
  bool same(Client& manager, json const& page, json const& bill) const;

  TariffCase const& one_;
  json const& spec_;
  std::size_t number_;
  std::string account_;
  std::map<std::string, std::string> meters_;
  std::map<std::string, std::string> versions_;
  std::size_t told_ = 0;
  std::vector<json> late_;
  bool adjusted_ = false;
};

}  // namespace e2ms::scenario
