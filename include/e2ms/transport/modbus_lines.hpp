#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <thread>

#include "e2ms/base/result.hpp"
#include "e2ms/domain/line.hpp"
#include "e2ms/port/clock.hpp"
#include "e2ms/port/line.hpp"

namespace e2ms::transport {

class ModbusBus;
class ModbusPlaces;

/// Opens wired buses that carry Modbus RTU alone and speaks on them through libmodbus. That library
/// blocks, so each open bus has a thread of its own; and it cannot use a descriptor beyond the
/// first 1024, so the places of all buses are taken when this is made, before connections come.
/// Lives on the loop; `clock` and the loop outlive it. Its end waits for the threads, each of which
/// ends at once.
class ModbusLines {
 public:
  ModbusLines(boost::asio::any_io_executor loop, port::Clock& clock, std::size_t most);
  ~ModbusLines();
  ModbusLines(ModbusLines const&) = delete;
  ModbusLines& operator=(ModbusLines const&) = delete;

  /// `when_down` is called once, in a later turn of the loop, when the line has ended. Faults:
  /// network when the device cannot be opened or driven so, or when all places are taken.
  boost::asio::awaitable<Result<std::unique_ptr<port::Line>>> open(SerialPort port,
                                                                   std::function<void()> when_down);

 private:
  struct Worker {
    std::thread thread;
    std::shared_ptr<std::atomic<bool>> over;
  };
  void employ(std::shared_ptr<ModbusBus> bus);

  boost::asio::any_io_executor loop_;
  port::Clock& clock_;
  std::shared_ptr<ModbusPlaces> places_;
  std::list<std::weak_ptr<ModbusBus>> buses_;
  std::list<Worker> workers_;
};

}  // namespace e2ms::transport
