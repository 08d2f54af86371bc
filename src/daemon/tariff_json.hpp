#pragma once

#include <optional>
#include <string_view>

#include "e2ms/domain/tariff.hpp"
#include "json_place.hpp"

namespace e2ms::daemon {

/// A tariff version as people write it; docs/tariffs.md explains every key. Mistakes are noted with
/// their place, a key that is not known among them. Local times are of `zone`.
TariffVersion read_tariff(JsonPlace& place, Zone const& zone);

/// A number written as a text ("0.5283") or a whole number; zero and a note when it is neither.
Exact read_decimal(JsonPlace& place, std::string_view name);
std::optional<Exact> read_decimal_if(JsonPlace& place, std::string_view name);
/// The same, noted when it is below zero.
Exact read_amount(JsonPlace& place, std::string_view name);

/// "2026-04-16T00:00" by the wall clock.
Instant read_local(JsonPlace& place, std::string_view name, Zone const& zone);

/// "2026-04-16", if the calendar has that day.
std::optional<Date> date_from_text(std::string_view text);

}  // namespace e2ms::daemon
