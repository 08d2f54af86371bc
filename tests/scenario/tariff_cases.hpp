#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "e2ms/base/time.hpp"
#include "e2ms/base/zone.hpp"

namespace e2ms::scenario {

using nlohmann::json;

/// A tariff case that an account of the daemon can live through.
struct TariffCase {
  std::string id;
  json spec;  ///< for `e2ms price`; its bills are the local months
  Zone zone;
  std::optional<Instant> opened_at;  ///< when it matters to the amounts; else long before
};

struct TariffCases {
  std::vector<TariffCase> cases;
  std::map<std::string, std::string> left_out;  ///< why
};

/// Reads {"cases": [{"case": …}]}. Left out is what is no business of a daemon: terms nobody may be
/// charged by, registers that cannot be typed in, lines by hand.
TariffCases read_tariff_cases(std::string const& path);

/// "2026-01-01T00:00" of a case.
Instant local_instant(std::string const& text, Zone const& zone);

Instant taken_at(json const& reading);

/// A register of a case, in Wh; nothing when it has parts of one.
std::optional<std::int64_t> register_wh(json const& reading);

/// The terms alone.
json terms_of(json tariff);

/// What `e2ms price` answers, by case.
std::map<std::string, json> priced(std::vector<json> const& specs);

/// The lines of a bill that amount to something: "code version tier period".
struct BillLine {
  std::int64_t fen = 0;
  double kwh = 0;
};
using BillLines = std::map<std::string, BillLine>;

BillLines priced_lines(json const& bill);

}  // namespace e2ms::scenario
