#include "e2ms/transport/swept_clock.hpp"

#include <memory>

#include "e2ms/transport/parking.hpp"

namespace e2ms::transport {

/// Where one coroutine sleeps. The coroutine shares it: it is never owned by its frame alone.
class SweptClock::Bed : public Place, public std::enable_shared_from_this<Bed> {
 public:
  explicit Bed(Deadlines& deadlines) : alarm_(deadlines, [this] { parking_.release(); }) {}

  boost::asio::awaitable<void> sleep(Duration span) {
    alarm_.set(span);
    return parking_.wait();
  }
  void abandon() { parking_.abandon(); }

 private:
  Parking parking_;
  Deadline alarm_;
};

SweptClock::~SweptClock() {
  while (!occupied_.empty()) {
    auto const bed = static_cast<Bed&>(occupied_.front()).shared_from_this();
    occupied_.pop_front();
    bed->abandon();
  }
}

boost::asio::awaitable<void> SweptClock::sleep(Duration span) {
  auto const bed = std::make_shared<Bed>(deadlines_);
  occupied_.push_back(*bed);
  auto sleeping = bed->sleep(span);
  co_await std::move(sleeping);
}

}  // namespace e2ms::transport
