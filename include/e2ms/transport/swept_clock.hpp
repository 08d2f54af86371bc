#pragma once

#include <boost/intrusive/list.hpp>

#include "e2ms/port/clock.hpp"
#include "e2ms/transport/deadlines.hpp"

namespace e2ms::transport {

/// A clock whose sleepers are woken by the sweep of the deadlines: up to two steps late, but many
/// at once and without a timer each. A fleet's lines rest most of the time, and a timer of the
/// system for each poll costs more than the poll. Lives on the loop; `exact` and `deadlines`
/// outlive it.
class SweptClock final : public port::Clock {
 public:
  SweptClock(port::Clock& exact, Deadlines& deadlines) : exact_(exact), deadlines_(deadlines) {}
  /// Whoever still sleeps is destroyed.
  ~SweptClock() override;
  SweptClock(SweptClock const&) = delete;
  SweptClock& operator=(SweptClock const&) = delete;

  Instant now() const override { return exact_.now(); }
  Duration elapsed() const override { return exact_.elapsed(); }
  bool is_synchronised() const override { return exact_.is_synchronised(); }
  boost::asio::awaitable<void> sleep(Duration span) override;

 private:
  class Bed;
  using AutoUnlink = boost::intrusive::link_mode<boost::intrusive::auto_unlink>;

  struct Place : boost::intrusive::list_base_hook<AutoUnlink> {};
  using Beds = boost::intrusive::list<Place, boost::intrusive::constant_time_size<false>>;

  port::Clock& exact_;
  Deadlines& deadlines_;
  Beds occupied_;
};

}  // namespace e2ms::transport
