#pragma once

#include <cstddef>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// What is younger than that, seen from the newest of its meter, is never forgotten: freezes are
/// judged by the looks at the clock around them.
constexpr Duration kYoungTraces = days(100);

/// Forgets what has explained long enough: the looks at the meters' clocks, and the raw text of
/// what they noted at midnight. The registers of those midnights stay. Goes forward at most `reach`
/// from each meter's oldest look: a clock that ran ahead for a night takes no more than that.
struct ForgetTraces {
  ProjectId project;
  Instant before;
  MeterId after;  ///< the last meter that is done; {0} to begin
  Duration reach = days(31);
  std::size_t meters_at_most = 20;

  struct Outcome {
    MeterId last;  ///< {0} when no meter was left
  };
};

Result<ForgetTraces::Outcome> execute(store::WriteTx& tx, ForgetTraces const& command);

}  // namespace e2ms::command
