#include "e2ms/transport/modbus_lines.hpp"

#include <boost/asio/post.hpp>
#include <utility>

#include "e2ms/base/log.hpp"
#include "e2ms/base/thread_name.hpp"
#include "modbus_bus.hpp"

namespace e2ms::transport {
namespace {

/// The field's view of a bus.
class ModbusLine final : public port::Line {
 public:
  ModbusLine(boost::asio::any_io_executor loop, port::Clock& clock, std::shared_ptr<ModbusBus> bus,
             std::string device, std::function<void()> when_down)
      : loop_(std::move(loop)),
        clock_(clock),
        bus_(std::move(bus)),
        device_(std::move(device)),
        when_down_(std::move(when_down)) {}
  ~ModbusLine() override { close(); }

  boost::asio::awaitable<Result<void>> write(ByteView bytes, Duration) override {
    // A frame fits into the driver's buffer, so this does not wait for the wire.
    auto call = ModbusBus::call(bus_, [frame = Bytes(bytes.begin(), bytes.end())](ModbusBus& bus) {
      return bus.send(frame);
    });
    auto const sent = co_await std::move(call);
    if (sent) co_return Result<void>();
    if (sent.fault().code == FaultCode::line_down) close();
    co_return Fault{is_open() ? FaultCode::timeout : FaultCode::line_down};
  }

  boost::asio::awaitable<Result<void>> read(Bytes& into, Duration within) override {
    auto const until = clock_.elapsed() + within;
    for (;;) {
      auto const left = until - clock_.elapsed();
      auto call = ModbusBus::call(bus_, [left](ModbusBus& bus) { return bus.receive(left); });
      auto const heard = co_await std::move(call);
      if (heard) {
        into.insert(into.end(), heard->begin(), heard->end());
        co_return Result<void>();
      }
      if (heard.fault().code == FaultCode::line_down) close();
      if (heard.fault().code != FaultCode::bad_frame) co_return heard.fault();
      // What was no answer is over; the answer may still come.
      if (left.ms <= 0) co_return Fault{FaultCode::timeout};
    }
  }

  void close() override {
    if (!std::exchange(open_, false)) return;
    bus_->retire();
    if (when_down_) boost::asio::post(loop_, std::exchange(when_down_, {}));
  }

  bool is_open() const override { return open_; }
  std::string peer() const override { return device_; }

 private:
  boost::asio::any_io_executor loop_;
  port::Clock& clock_;
  std::shared_ptr<ModbusBus> bus_;
  std::string device_;
  std::function<void()> when_down_;
  bool open_ = true;
};

/// Ends a bus that no line has taken over.
class Retire {
 public:
  explicit Retire(std::shared_ptr<ModbusBus> bus) : bus_(std::move(bus)) {}
  ~Retire() {
    if (bus_) bus_->retire();
  }
  Retire(Retire const&) = delete;
  Retire& operator=(Retire const&) = delete;
  void spare() { bus_.reset(); }

 private:
  std::shared_ptr<ModbusBus> bus_;
};

}  // namespace

ModbusLines::ModbusLines(boost::asio::any_io_executor loop, port::Clock& clock, std::size_t most)
    : loop_(std::move(loop)), clock_(clock), places_(std::make_shared<ModbusPlaces>(most)) {}

ModbusLines::~ModbusLines() {
  for (auto const& one : buses_)
    if (auto const bus = one.lock()) bus->retire();
  for (auto& worker : workers_) worker.thread.join();
}

boost::asio::awaitable<Result<std::unique_ptr<port::Line>>> ModbusLines::open(
    SerialPort port, std::function<void()> when_down) {
  auto const place = places_->take();
  if (!place) {
    log::error("serial_places_taken", {{"device", port.device}});
    co_return Fault{FaultCode::network};
  }
  auto const bus = std::make_shared<ModbusBus>(loop_, port, places_, *place);
  Retire unless_opened(bus);
  employ(bus);
  auto call = ModbusBus::call(bus, [](ModbusBus& own) { return own.connect(); });
  auto const connected = co_await std::move(call);
  if (!connected) co_return connected.fault();
  unless_opened.spare();
  std::unique_ptr<port::Line> line =
      std::make_unique<ModbusLine>(loop_, clock_, bus, port.device, std::move(when_down));
  co_return line;
}

void ModbusLines::employ(std::shared_ptr<ModbusBus> bus) {
  std::erase_if(workers_, [](Worker& worker) {
    if (!*worker.over) return false;
    worker.thread.join();
    return true;
  });
  std::erase_if(buses_, [](auto const& one) { return one.expired(); });
  buses_.push_back(bus);
  auto const over = std::make_shared<std::atomic<bool>>(false);
  std::thread thread([bus = std::move(bus), over] {
    name_thread("modbus");
    bus->run();
    *over = true;
  });
  workers_.push_back({std::move(thread), over});
}

}  // namespace e2ms::transport
