#pragma once

#include <optional>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::query {

/// Where a meter, an account or a line belongs: where a change is to be seen.
struct Places {
  struct Meter {
    MeterId id;
    RoomId room;
    ProjectId project;
    std::optional<AccountId> account;
  };
  struct Account {
    AccountId id;
    RoomId room;
    ProjectId project;
  };
  struct Line {
    LineId id;
    ProjectId project;
  };
  struct Answer {
    std::vector<Meter> meters;
    std::vector<Account> accounts;
    std::vector<Line> lines;
  };
};
Result<Places::Answer> answer(store::ReadTx& tx, Places const& question);

/// The room and the meters of one account. not_found when there is no such account.
struct PlacesOf {
  AccountId account;

  struct Answer {
    RoomId room;
    std::vector<MeterId> meters;
  };
};
Result<PlacesOf::Answer> answer(store::ReadTx& tx, PlacesOf const& question);

}  // namespace e2ms::query
