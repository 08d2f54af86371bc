#pragma once

#include <boost/asio/awaitable.hpp>

#include "conversation.hpp"
#include "e2ms/command/supply.hpp"
#include "e2ms/field/ports.hpp"
#include "line_plan.hpp"

namespace e2ms::field {

/// Carries out one supply order on an open line and tells the store each step. An acknowledgement
/// is never believed; what the relay says of itself is. Made for one try; what it refers to
/// outlives it.
class Switching {
 public:
  enum class End {
    settled,     ///< the relay is where the newest wish wants it, or nothing is wished
    tried,       ///< the wish stays; to be tried again later
    superseded,  ///< another decision is wished by now: look again at once
    line_down,
  };

  Switching(FieldPorts const& ports, Conversation& conversation, port::Line& line,
            device::LineTraits traits)
      : ports_(ports), conversation_(conversation), line_(line), traits_(traits) {}

  boost::asio::awaitable<End> carry_out(MeterPlan meter, query::SupplyGaps::Gap wish);

 private:
  boost::asio::awaitable<End> look_first(MeterPlan meter);
  boost::asio::awaitable<End> send(MeterPlan meter, query::SupplyGaps::Gap wish);
  boost::asio::awaitable<End> prepare(MeterId meter, device::RelayDialogue& dialogue);
  boost::asio::awaitable<End> confirm(MeterId meter, Relay read_back);
  boost::asio::awaitable<void> tell_answer(query::SupplyGaps::Gap wish,
                                           device::RelayDialogue const& dialogue);
  boost::asio::awaitable<End> note(query::SupplyGaps::Gap wish, SupplyStep step,
                                   std::int32_t detail);
  boost::asio::awaitable<void> report(query::SupplyGaps::Gap wish);

  FieldPorts const& ports_;
  Conversation& conversation_;
  port::Line& line_;
  device::LineTraits traits_;
};

}  // namespace e2ms::field
