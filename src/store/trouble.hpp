#pragma once

#include <soci/soci.h>

#include <string>

#include "e2ms/base/result.hpp"

namespace e2ms::store {

/// store_conflict when a constraint or a trigger said no: only this command is at fault.
/// Everything else is store_unavailable.
Fault fault_of(soci::soci_error const& trouble);

/// Somebody else holds the write lock; nothing is broken.
bool is_busy(std::exception const& trouble);

/// What went wrong, for the log: without the statement's values, some of which are secrets.
std::string told(std::exception const& trouble);

}  // namespace e2ms::store
