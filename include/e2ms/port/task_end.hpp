#pragma once

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <exception>

/// How a coroutine may end that nobody waits for.
namespace e2ms::port {

/// Our own farewell: the wait was cancelled because its owner goes.
inline bool is_cancellation(std::exception_ptr const& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (boost::system::system_error const& error) {
    return error.code() == boost::asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

/// The completion of such a coroutine: anything but cancellation is a broken promise, and leaves
/// through the loop.
inline void let_end(std::exception_ptr thrown) {
  if (thrown && !is_cancellation(thrown)) std::rethrow_exception(thrown);
}

}  // namespace e2ms::port
