#pragma once

#include <modbus.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>

#include "e2ms/base/bytes.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/line.hpp"
#include "modbus_places.hpp"

namespace e2ms::transport {

/// One wired bus in the hands of libmodbus. What touches the library runs on the bus's own thread,
/// in `run`; `call` and `retire` are for the loop. Shared between both and with calls under way.
class ModbusBus : public std::enable_shared_from_this<ModbusBus> {
 public:
  ModbusBus(boost::asio::any_io_executor loop, SerialPort port,
            std::shared_ptr<ModbusPlaces> places, int place);
  ~ModbusBus();
  ModbusBus(ModbusBus const&) = delete;
  ModbusBus& operator=(ModbusBus const&) = delete;

  /// The thread's whole life; ends after `retire`.
  void run() { worker_.run(); }

  /// Carries out work on the bus's thread. The answer comes in a turn of the loop.
  using Work = std::function<Result<Bytes>(ModbusBus&)>;
  static boost::asio::awaitable<Result<Bytes>> call(std::shared_ptr<ModbusBus> self, Work work);
  /// Interrupts what the thread waits for, closes the device, ends the thread. Harmless to repeat.
  void retire();

  // For work, on the bus's thread. Faults: network, line_down, timeout; bad_frame for bytes that
  // are no answer or somebody else's.
  Result<Bytes> connect();
  Result<Bytes> send(Bytes frame);
  Result<Bytes> receive(Duration within);

 private:
  struct Answer;
  Fault trouble() const;
  void shut();

  boost::asio::any_io_executor loop_;
  boost::asio::io_context worker_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  SerialPort port_;
  std::shared_ptr<ModbusPlaces> places_;
  int place_;
  int bell_;  ///< wakes a thread that waits for bytes
  modbus_t* context_ = nullptr;
  bool retired_ = false;
};

}  // namespace e2ms::transport
