#pragma once

#include <set>

#include "e2ms/query/bill_page.hpp"

namespace e2ms::query {

/// The register points that charges of a bill begin and end with, joined where one goes on where
/// another ended. What is left apart is a gap nobody was charged for, as by a swapped meter.
/// Corrections stand for themselves: their energy is a difference, not what lies between points.
std::vector<BillReading> bill_readings(store::ReadTx& tx, std::vector<Charge> const& charges,
                                       std::set<ChargeId> const& corrections);

}  // namespace e2ms::query
