#include "loop_tasks.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>

#include "e2ms/port/task_end.hpp"

namespace e2ms::daemon {

namespace asio = boost::asio;

void LoopTasks::spawn(asio::awaitable<void> task) {
  auto& signal = signals_.emplace_back();
  asio::co_spawn(loop_, std::move(task),
                 asio::bind_cancellation_slot(signal.slot(), port::let_end));
}

void LoopTasks::cancel() {
  for (auto& signal : signals_) signal.emit(asio::cancellation_type::terminal);
}

}  // namespace e2ms::daemon
