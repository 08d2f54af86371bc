#pragma once

#include "e2ms/query/bill_page.hpp"

namespace e2ms::query {

/// The register points that charges of a bill begin and end with, joined where one goes on where
/// another ended. What is left apart is a gap nobody was charged for, as by a swapped meter.
std::vector<BillReading> bill_readings(store::ReadTx& tx, std::vector<Charge> const& charges);

}  // namespace e2ms::query
