#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <thread>

#include "conversation.hpp"
#include "e2ms/device/dialogue.hpp"
#include "e2ms/transport/dial_out.hpp"
#include "models.hpp"
#include "rounds.hpp"
#include "system_clock.hpp"

namespace e2ms::bench {
namespace {

namespace asio = boost::asio;

// Its energy register is one request, the same as the other side sends.
constexpr char kModel[] = "hiking-dds238-zn-sr";
constexpr device::Wanted kEnergyAlone{.momentary = false, .relay = false};

/// One meter behind its gateway.
struct Station {
  explicit Station(std::uint16_t at) : port(at) {}

  std::uint16_t port;
  std::unique_ptr<transport::TcpLine> line;
  std::optional<field::Conversation> conversation;
  device::TransactionIds transactions;
};

double now_ms() {
  auto const now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::milli>(now).count();
}

class Lines {
 public:
  explicit Lines(std::vector<std::uint16_t> const& ports) {
    daemon::FileProblems problems;
    models_ = daemon::read_models(E2MS_MODELS_FOLDER, problems);
    ENSURE(problems.empty());
    for (auto const port : ports) stations_.push_back(std::make_unique<Station>(port));
    for (auto const& station : stations_) start(connect(*station));
    finish();
  }

  /// All at once; back when the last answer is in.
  double round() {
    auto const begin = now_ms();
    for (auto const& station : stations_) start(ask(*station));
    finish();
    return now_ms() - begin;
  }

  std::int64_t read = 0;
  std::int64_t failed = 0;

 private:
  void start(asio::awaitable<void> work) {
    ++under_way_;
    asio::co_spawn(loop_, std::move(work), [this](std::exception_ptr thrown) {
      if (thrown) std::rethrow_exception(thrown);
      --under_way_;
    });
  }
  void finish() {
    while (under_way_ > 0) loop_.run_one();
  }

  asio::awaitable<void> connect(Station& station) {
    transport::Target target{"127.0.0.1", station.port};
    transport::LineOptions options{};
    auto line = co_await dial_out_.dial(std::move(target), seconds(15), std::move(options));
    ENSURE(line.has_value());
    station.line = *std::move(line);
    station.conversation.emplace(clock_, field::Pace{seconds(5), milliseconds(50)});
  }

  asio::awaitable<void> ask(Station& station) {
    auto const& model = models_.at(kModel);
    auto const address = device::MeterAddress::of(model.protocol, "1");
    ENSURE(address.has_value());
    device::LineTraits const traits{device::Framing::tcp, &station.transactions};
    auto const dialogue = device::make_reading(model, *address, traits, kEnergyAlone);
    std::function<bool()> const never = [] { return false; };
    auto const end = co_await station.conversation->hold(*station.line, *dialogue, never);
    bool const finished = end == field::Conversation::End::finished;
    bool const good = finished && dialogue->outcome().has_value();
    ++(good ? read : failed);
  }

  asio::io_context loop_{1};
  daemon::SystemClock clock_;
  transport::Deadlines deadlines_{loop_.get_executor(), clock_};
  transport::DialOut dial_out_{loop_.get_executor(), deadlines_};
  daemon::Models models_;
  std::vector<std::unique_ptr<Station>> stations_;
  std::size_t under_way_ = 0;
};

}  // namespace

Rounds ask_by_lines(std::vector<std::uint16_t> const& ports, int rounds) {
  Lines lines(ports);
  // The first frame on a new connection waits until the line has been silent.
  lines.round();
  lines.read = 0;
  Rounds result;
  for (int i = 0; i < rounds; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    auto const before = cpu_seconds();
    result.round_ms.push_back(lines.round());
    result.cpu_s += cpu_seconds() - before;
  }
  result.reads = lines.read;
  result.failed = lines.failed;
  return result;
}

}  // namespace e2ms::bench
