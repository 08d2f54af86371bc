#include "system_clock.hpp"

#include <sys/timex.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

namespace e2ms::daemon {

namespace asio = boost::asio;

namespace {

template <class Clock>
std::int64_t milliseconds_of() {
  auto const since = Clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

}  // namespace

Instant SystemClock::now() const {
  return {milliseconds_of<std::chrono::system_clock>()};
}

Duration SystemClock::elapsed() const {
  return {milliseconds_of<std::chrono::steady_clock>()};
}

/// As the kernel was told by whoever keeps its time. One that may not be asked is not believed.
bool SystemClock::is_synchronised() const {
  timex state{};
  return adjtimex(&state) != -1 && (state.status & STA_UNSYNC) == 0;
}

asio::awaitable<void> SystemClock::sleep(Duration span) {
  auto const executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor);
  timer.expires_after(std::chrono::milliseconds(span.ms));
  co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace e2ms::daemon
