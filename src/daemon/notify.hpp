#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "e2ms/port/clock.hpp"

namespace e2ms::daemon {

/// Tells systemd that we serve. Harmless without systemd.
void notify_ready();
/// Tells systemd that we end, so that it does not restart us for silence.
void notify_stopping();

/// Runs on the web loop: at half of systemd's watchdog interval it makes a round over the field
/// loop and back, and only then reports life. A loop that hangs ends the service.
/// Returns at once when no watchdog is set.
boost::asio::awaitable<void> keep_watchdog(port::Clock& clock,
                                           boost::asio::any_io_executor field_loop);

}  // namespace e2ms::daemon
