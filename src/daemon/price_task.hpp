#pragma once

#include "e2ms/document/json_place.hpp"
#include "e2ms/domain/billing.hpp"

namespace e2ms::daemon {

/// Meters, tariffs, bills and what else a case says about them; readings, when it has some.
BillingTask read_task(document::JsonPlace& place);

/// The readings of a list, of the meters of the task.
std::vector<RegisterReading> read_readings(document::JsonPlace& place, std::string_view list,
                                           std::vector<MeteringPoint> const& meters);

/// The place of a meter in the task by its id; noted when there is none.
std::optional<std::size_t> read_meter(document::JsonPlace& place,
                                      std::vector<MeteringPoint> const& meters);
/// An instant in UTC.
Instant read_instant(document::JsonPlace& place, std::string_view name);

}  // namespace e2ms::daemon
