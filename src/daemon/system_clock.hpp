#pragma once

#include "e2ms/port/clock.hpp"

namespace e2ms::daemon {

/// The system's clocks. The only place where they are read.
class SystemClock final : public port::Clock {
 public:
  Instant now() const override;
  Duration elapsed() const override;
  bool is_synchronised() const override;
  boost::asio::awaitable<void> sleep(Duration span) override;
};

}  // namespace e2ms::daemon
