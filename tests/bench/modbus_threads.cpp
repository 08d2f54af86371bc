#include <modbus/modbus.h>

#include <atomic>
#include <barrier>
#include <chrono>
#include <string>
#include <thread>

#include "e2ms/base/ensure.hpp"
#include "rounds.hpp"

namespace e2ms::bench {
namespace {

// The energy register of the DDS238-2: two words, hundredths of a kWh.
constexpr int kEnergy = 0;
constexpr int kWords = 2;

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
    auto* const context = modbus_new_tcp("127.0.0.1", port);
    ENSURE(context != nullptr);
    modbus_set_slave(context, 1);
    modbus_set_response_timeout(context, 5, 0);
    ENSURE(modbus_connect(context) == 0);
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

}  // namespace

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
