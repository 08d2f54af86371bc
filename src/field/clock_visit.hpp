#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>

#include "conversation.hpp"
#include "e2ms/domain/clock_keeping.hpp"
#include "e2ms/field/ports.hpp"
#include "line_plan.hpp"

namespace e2ms::field {

/// Looks at one meter's clock on an open line, corrects it where it may, looks again, and tells the
/// store each step. Made for one visit; what it refers to outlives it.
class ClockVisit {
 public:
  enum class End {
    told,
    refused,  ///< it was not allowed to write the clock
    silent,
    interrupted,
    line_down,
  };

  ClockVisit(FieldPorts const& ports, Conversation& conversation, port::Line& line,
             device::LineTraits traits)
      : ports_(ports), conversation_(conversation), line_(line), traits_(traits) {}

  /// `interrupt` is asked before each frame and outlives the call.
  boost::asio::awaitable<End> keep(MeterPlan meter, std::function<bool()> const& interrupt);

 private:
  boost::asio::awaitable<End> look(MeterPlan const& meter, device::ClockTask task,
                                   std::function<bool()> const& interrupt);
  boost::asio::awaitable<void> tell(MeterId meter, ClockStep step, std::optional<Duration> drift);
  ClockCorrection wanted(MeterPlan const& meter) const;

  FieldPorts const& ports_;
  Conversation& conversation_;
  port::Line& line_;
  device::LineTraits traits_;
  LocalTime shown_{};  ///< by the meter, when it was last looked at ...
  Duration drift_{};   ///< ... and how far that was from ours
  bool nudged_ = false;
};

}  // namespace e2ms::field
