#pragma once

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <set>

#include "e2ms/port/clock.hpp"

namespace e2ms::http {

/// A clock that is moved by hand. `now` and `elapsed` may be read and `advance` called by any
/// thread; whoever sleeps does so on the loop.
class HandClock final : public port::Clock {
 public:
  explicit HandClock(boost::asio::io_context& loop) : loop_(loop) {}

  Instant now() const override { return {1'795'392'142'000 + elapsed_.load()}; }
  Duration elapsed() const override { return {elapsed_.load()}; }
  bool is_synchronised() const override { return true; }

  boost::asio::awaitable<void> sleep(Duration span) override {
    boost::asio::steady_timer timer{loop_, boost::asio::steady_timer::time_point::max()};
    auto const due = elapsed() + span;
    sleepers_.insert(&timer);
    while (elapsed() < due) co_await timer.async_wait(kAwait);
    sleepers_.erase(&timer);
  }

  void advance(Duration span) {
    // On the loop, so that nobody there sees time pass between looking and sleeping.
    boost::asio::post(loop_, [this, span] {
      elapsed_ += span.ms;
      for (auto* const one : sleepers_) one->cancel();
    });
  }

 private:
  static constexpr auto kAwait = boost::asio::as_tuple(boost::asio::use_awaitable);

  boost::asio::io_context& loop_;
  std::atomic<std::int64_t> elapsed_{0};
  std::set<boost::asio::steady_timer*> sleepers_;
};

}  // namespace e2ms::http
