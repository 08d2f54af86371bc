#include "notify.hpp"

#include <systemd/sd-daemon.h>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace e2ms::daemon {

namespace asio = boost::asio;

void notify_ready() {
  sd_notify(0, "READY=1");
}

void notify_stopping() {
  sd_notify(0, "STOPPING=1");
}

asio::awaitable<void> keep_watchdog(port::Clock& clock, asio::any_io_executor field_loop) {
  std::uint64_t interval_us = 0;
  if (sd_watchdog_enabled(0, &interval_us) <= 0) co_return;
  auto const pause = milliseconds(static_cast<std::int64_t>(interval_us / 2'000));
  for (;;) {
    // Runs through the field loop and comes back to ours, the coroutine's own.
    co_await asio::post(field_loop, asio::use_awaitable);
    sd_notify(0, "WATCHDOG=1");
    co_await clock.sleep(pause);
  }
}

}  // namespace e2ms::daemon
