#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>

#include "e2ms/base/ensure.hpp"

namespace e2ms::transport {

/// Where one coroutine waits until somebody on the same loop lets it go. Cheaper than a timer
/// that is cancelled, and it never races two operations. Destroying it destroys the waiting
/// coroutine, so whoever owns a Parking must not be owned by the coroutine's frame.
class Parking {
 public:
  Parking() = default;
  Parking(Parking const&) = delete;
  Parking& operator=(Parking const&) = delete;

  /// Suspends until `release`. Throws operation_aborted when the coroutine is cancelled.
  boost::asio::awaitable<void> wait() {
    return boost::asio::async_initiate<boost::asio::use_awaitable_t<> const,
                                       void(boost::system::error_code)>(Park{this},
                                                                        boost::asio::use_awaitable);
  }

  /// Lets the waiting coroutine go on in a later turn of the loop; nothing when nobody waits.
  void release() { leave({}); }

  /// Destroys whoever waits, who must not own this place alone.
  void abandon() { waiter_.reset(); }

  bool occupied() const { return waiter_ != nullptr; }

 private:
  class Waiter {
   public:
    virtual ~Waiter() = default;
    virtual void resume(boost::system::error_code why) = 0;
  };

  template <class Handler>
  class WaiterOf final : public Waiter {
   public:
    explicit WaiterOf(Handler handler)
        : work_(boost::asio::get_associated_executor(handler)), handler_(std::move(handler)) {}

    void resume(boost::system::error_code why) override {
      auto slot = boost::asio::get_associated_cancellation_slot(handler_);
      if (slot.is_connected()) slot.clear();
      boost::asio::post(work_.get_executor(), [handler = std::move(handler_), why]() mutable {
        std::move(handler)(why);
      });
    }

   private:
    boost::asio::executor_work_guard<boost::asio::associated_executor_t<Handler>> work_;
    Handler handler_;
  };

  struct Park {
    Parking* place;

    template <class Handler>
    void operator()(Handler handler) const {
      ENSURE(!place->occupied());
      auto slot = boost::asio::get_associated_cancellation_slot(handler);
      if (slot.is_connected())
        slot.assign([at = place](boost::asio::cancellation_type) {
          at->leave(boost::asio::error::operation_aborted);
        });
      place->waiter_ = std::make_unique<WaiterOf<Handler>>(std::move(handler));
    }
  };

  void leave(boost::system::error_code why) {
    if (auto const waiter = std::move(waiter_)) waiter->resume(why);
  }

  std::unique_ptr<Waiter> waiter_;
};

}  // namespace e2ms::transport
