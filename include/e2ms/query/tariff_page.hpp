#pragma once

#include <optional>
#include <string>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/medium.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::query {

/// A project's tariffs in order of their numbers, after one of them.
struct Tariffs {
  ProjectId project;
  Instant at;
  TariffId after = {};
  std::int64_t at_most;

  struct Terms {
    TariffVersionId id;
    Instant valid_from;
    std::string document;
  };
  struct Tariff {
    TariffId id;
    std::string name;
    Medium medium;
    std::int64_t accounts;  ///< open ones that pay by it
    std::optional<Terms> in_force;
    std::optional<Terms> upcoming;  ///< the version that takes over next
  };
  using Answer = std::vector<Tariff>;
};
Result<Tariffs::Answer> answer(store::ReadTx& tx, Tariffs const& question);

/// One tariff with its versions, those that begin latest first.
struct TariffPage {
  ProjectId project;
  TariffId tariff;
  Instant at;

  enum class State { in_force, future, past, withdrawn };
  struct Version {
    TariffVersionId id;
    Instant valid_from;
    std::string document;
    Instant published_at;
    std::string published_by;
    std::string note;
    std::optional<Instant> withdrawn_at;  ///< none while it stands, as the next two
    std::optional<std::string> withdrawn_by;
    std::optional<std::string> withdrawn_note;
  };
  struct Dated {
    Version version;
    State state;
    std::optional<Instant> until;  ///< where the next that stands begins
  };
  struct Page {
    TariffId id;
    std::string name;
    Medium medium;
    std::int64_t accounts;
    std::vector<Dated> versions;
  };
  using Answer = std::optional<Page>;
};
Result<TariffPage::Answer> answer(store::ReadTx& tx, TariffPage const& question);

}  // namespace e2ms::query
