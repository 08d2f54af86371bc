#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>

#include "conversation.hpp"
#include "e2ms/domain/freeze_check.hpp"
#include "e2ms/field/ports.hpp"
#include "line_plan.hpp"

namespace e2ms::field {

/// Asks one meter on an open line for what it noted at one midnight, and tells the store. Made for
/// one visit; what it refers to outlives it.
class FreezeVisit {
 public:
  enum class End {
    told,   ///< also that the meter does not hold it
    later,  ///< the meter has not come to that midnight yet, or the store did not take it
    silent,
    interrupted,
    line_down,
  };

  FreezeVisit(FieldPorts const& ports, Conversation& conversation, port::Line& line,
              device::LineTraits traits)
      : ports_(ports), conversation_(conversation), line_(line), traits_(traits) {}

  /// `back`: 1 for the meter's newest. `interrupt` is asked before each frame and outlives the
  /// call.
  boost::asio::awaitable<End> fetch(MeterPlan meter, Instant midnight, unsigned back,
                                    std::function<bool()> const& interrupt);

 private:
  boost::asio::awaitable<End> tell(MeterId meter, Instant midnight, std::optional<Freeze> freeze);

  FieldPorts const& ports_;
  Conversation& conversation_;
  port::Line& line_;
  device::LineTraits traits_;
};

}  // namespace e2ms::field
