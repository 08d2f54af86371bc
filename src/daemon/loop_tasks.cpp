#include "loop_tasks.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace e2ms::daemon {

namespace asio = boost::asio;

namespace {

void pass_on(std::exception_ptr thrown) {
  if (!thrown) return;
  try {
    std::rethrow_exception(thrown);
  } catch (boost::system::system_error const& error) {
    if (error.code() != asio::error::operation_aborted) throw;
  }
}

}  // namespace

void LoopTasks::spawn(asio::awaitable<void> task) {
  auto& signal = signals_.emplace_back();
  asio::co_spawn(loop_, std::move(task), asio::bind_cancellation_slot(signal.slot(), pass_on));
}

void LoopTasks::cancel() {
  for (auto& signal : signals_) signal.emit(asio::cancellation_type::terminal);
}

}  // namespace e2ms::daemon
