#include <modbus/modbus.h>

#include <array>
#include <atomic>
#include <barrier>
#include <chrono>
#include <string>
#include <thread>

#include "e2ms/base/ensure.hpp"
#include "load.hpp"
#include "rounds.hpp"

namespace e2ms::bench {
namespace {

// The energy register of the DDS238-2: two words, hundredths of a kWh.
constexpr int kEnergy = 0;
constexpr int kWords = 2;

modbus_t* connect_to(std::uint16_t port) {
  auto* const context = modbus_new_tcp("127.0.0.1", port);
  ENSURE(context != nullptr);
  modbus_set_response_timeout(context, 5, 0);
  ENSURE(modbus_connect(context) == 0);
  return context;
}

class Threads {
 public:
  Threads(std::vector<std::uint16_t> const& ports, int rounds)
      : gate_(static_cast<std::ptrdiff_t>(ports.size()) + 1), rounds_(rounds) {
    for (auto const port : ports) threads_.emplace_back([this, port] { serve(port); });
    gate_.arrive_and_wait();  // all are connected
  }

  double round() {
    auto const begin = std::chrono::steady_clock::now();
    gate_.arrive_and_wait();
    gate_.arrive_and_wait();
    auto const span = std::chrono::steady_clock::now() - begin;
    return std::chrono::duration<double, std::milli>(span).count();
  }

  std::atomic<std::int64_t> read = 0;
  std::atomic<std::int64_t> failed = 0;

 private:
  void serve(std::uint16_t port) {
    auto* const context = connect_to(port);
    modbus_set_slave(context, 1);
    gate_.arrive_and_wait();
    for (int i = 0; i < rounds_; ++i) {
      gate_.arrive_and_wait();
      std::uint16_t registers[kWords];
      bool const good = modbus_read_registers(context, kEnergy, kWords, registers) == kWords;
      ++(good ? read : failed);
      gate_.arrive_and_wait();
    }
    modbus_close(context);
    modbus_free(context);
  }

  std::barrier<> gate_;
  int rounds_;
  std::vector<std::jthread> threads_;
};

/// A request as libmodbus takes it, out of its bytes on the wire (MBAP).
struct Read {
  int unit, address, words;

  explicit Read(Bytes const& frame)
      : unit(frame.at(6)),
        address(frame.at(8) << 8 | frame.at(9)),
        words(frame.at(10) << 8 | frame.at(11)) {}
};

/// Threads that ask at their own moment of the interval.
class PacedThreads {
 public:
  PacedThreads(Field const& field, std::vector<Script> const& scripts, Rhythm rhythm)
      : interval_(rhythm.interval) {
    for (auto const& script : scripts)
      for (auto const& exchange : script) reads_.emplace_back(exchange.request);
    auto const count = static_cast<std::int64_t>(field.ports.size());
    auto const begin = std::chrono::steady_clock::now();
    for (std::int64_t i = 0; i < count; ++i) {
      auto const first = begin + interval_ * i / count;
      auto const port = field.ports[static_cast<std::size_t>(i)];
      threads_.emplace_back(
          [this, port, first](std::stop_token stop) { serve(port, first, stop); });
    }
  }

  std::atomic<std::int64_t> read = 0;
  std::atomic<std::int64_t> failed = 0;

 private:
  void serve(std::uint16_t port, std::chrono::steady_clock::time_point due, std::stop_token stop) {
    auto* const context = connect_to(port);
    std::array<std::uint16_t, 125> registers;
    for (std::size_t i = 0; !stop.stop_requested(); i = (i + 1) % reads_.size()) {
      std::this_thread::sleep_until(due);
      due += interval_;
      auto const& one = reads_[i];
      modbus_set_slave(context, one.unit);
      bool const good =
          modbus_read_registers(context, one.address, one.words, registers.data()) == one.words;
      ++(good ? read : failed);
    }
    modbus_close(context);
    modbus_free(context);
  }

  std::chrono::milliseconds interval_;
  std::vector<Read> reads_;
  std::vector<std::jthread> threads_;
};

}  // namespace

Load ask_by_threads(Field const& field, std::vector<Script> const& scripts, Rhythm rhythm) {
  PacedThreads threads(field, scripts, rhythm);
  std::this_thread::sleep_for(rhythm.warm_up);
  Meter meter;
  meter.begin(threads.read, threads.failed);
  std::this_thread::sleep_for(rhythm.span);
  return meter.end(threads.read, threads.failed);
}

Rounds ask_by_threads(std::vector<std::uint16_t> const& ports, int rounds) {
  Threads threads(ports, rounds + 1);
  threads.round();
  threads.read = 0;
  Rounds result;
  for (int i = 0; i < rounds; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    auto const before = cpu_seconds();
    result.round_ms.push_back(threads.round());
    result.cpu_s += cpu_seconds() - before;
  }
  result.reads = threads.read;
  result.failed = threads.failed;
  return result;
}

}  // namespace e2ms::bench
