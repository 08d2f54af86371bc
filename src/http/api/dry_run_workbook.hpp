#pragma once

#include <string>

#include "e2ms/base/result.hpp"
#include "e2ms/domain/medium.hpp"
#include "e2ms/query/dry_run.hpp"

namespace e2ms::http::api {

struct DryRunTitle {
  std::string project;
  std::string tariff;
  std::string month;  ///< "2026-02"
  Medium medium;
};

/// What other terms would have changed, as the bytes of a workbook: sums, then a row for each
/// account; one that cannot be compared says why instead of amounts.
Result<std::string> dry_run_workbook(DryRunTitle const& title, query::DryRun::Answer const& rows);

}  // namespace e2ms::http::api
