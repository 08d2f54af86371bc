#pragma once

#include <string>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/domain/month_figures.hpp"
#include "e2ms/store/tx.hpp"

/// Figures of a month that somebody entered.
namespace e2ms::query {

using FiguresId = Id<struct FiguresTag>;

struct FiguresEntry {
  FiguresId id;
  std::string bill;  ///< "2026-11"
  MonthFigures figures;
  std::string source;
  std::string note;
  std::string actor;
  Instant at;
};

/// What was entered for an account, newest first.
struct Figures {
  AccountId account;
  std::string bill = {};  ///< empty: of all months
  FiguresId before{INT64_MAX};
  std::int64_t at_most = INT64_MAX;
  using Answer = std::vector<FiguresEntry>;
};
Result<Figures::Answer> answer(store::ReadTx& tx, Figures const& question);

}  // namespace e2ms::query
