#pragma once

#include <optional>
#include <string>
#include <vector>

#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/four_eyes.hpp"
#include "e2ms/query/tariff_page.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::query {

/// Prices that wait, or waited, for a second person; the newest first.
struct TariffProposals {
  ProjectId project;
  Instant at;
  bool waiting = false;  ///< only those that can still be approved
  TariffProposalId only = {0};
  TariffProposalId before = {INT64_MAX};
  std::int64_t at_most;

  struct Proposal {
    TariffProposalId id;
    TariffId tariff;
    std::string name;
    Instant valid_from;
    std::string document;
    std::string note;
    std::string proposed_by;
    Instant proposed_at;
    std::string change;  ///< in percent; empty when more than prices changes
    std::int64_t accounts;
    std::optional<TariffVersionId> version;  ///< that it became
    std::optional<std::string> decided_note;
    std::optional<std::string> decided_by;
    std::optional<Instant> decided_at;
  };
  using Answer = std::vector<Proposal>;
};
Result<TariffProposals::Answer> answer(store::ReadTx& tx, TariffProposals const& question);

/// The version that a beginning would take over from.
struct VersionBefore {
  TariffId tariff;
  Instant before;
  using Answer = std::optional<Tariffs::Terms>;
};
Result<VersionBefore::Answer> answer(store::ReadTx& tx, VersionBefore const& question);

}  // namespace e2ms::query
