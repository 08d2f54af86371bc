#include "our_lines.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <thread>

#include "load.hpp"
#include "rounds.hpp"

namespace e2ms::bench {

namespace asio = boost::asio;

Lines::Lines(std::vector<std::uint16_t> const& ports, Subject subject, field::Pace pace)
    : subject_(subject), pace_(pace) {
  document::FileProblems problems;
  for (auto const* const folder : {E2MS_MODELS_FOLDER, E2MS_BENCH_MODELS_FOLDER})
    models_.merge(daemon::read_models(folder, problems));
  ENSURE(problems.empty());
  for (auto const port : ports) stations_.push_back(std::make_unique<Station>(port));
  for (auto const& station : stations_) start(connect(*station));
  finish();
}

Lines::~Lines() {
  stopping_ = true;
  for (auto const& station : stations_) station->line->close();
  finish();
}

void Lines::start(asio::awaitable<void> work) {
  ++under_way_;
  asio::co_spawn(loop_, std::move(work), [this](std::exception_ptr thrown) {
    if (thrown) std::rethrow_exception(thrown);
    --under_way_;
  });
}

void Lines::finish() {
  while (under_way_ > 0) loop_.run_one();
}

void Lines::ask_all() {
  for (auto const& station : stations_) start(ask(*station, 1));
  finish();
}

void Lines::keep_asking(int meters, Duration interval) {
  auto const count = static_cast<std::int64_t>(stations_.size());
  for (std::int64_t i = 0; i < count; ++i) {
    Duration const phase{interval.ms * i / count};
    start(keep_asking(*stations_[static_cast<std::size_t>(i)], meters, phase, interval));
  }
}

void Lines::run_for(Duration span) {
  loop_.run_for(std::chrono::milliseconds(span.ms));
}

void Lines::tap_first(Tap const& tap) {
  auto& first = *stations_.front();
  first.line = tap(std::move(first.line));
}

void Lines::ask_first(int unit) {
  start(ask(*stations_.front(), unit));
  finish();
}

asio::awaitable<void> Lines::connect(Station& station) {
  transport::Target target{"127.0.0.1", station.port};
  transport::LineOptions options{};
  auto line = co_await dial_out_.dial(std::move(target), seconds(15), std::move(options));
  ENSURE(line.has_value());
  station.line = *std::move(line);
  station.conversation.emplace(clock_, pace_, station.tally, station.tap);
}

asio::awaitable<void> Lines::ask(Station& station, int unit) {
  auto const& model = models_.at(subject_.model);
  auto const address = device::MeterAddress::of(model.protocol, std::to_string(unit));
  ENSURE(address.has_value());
  device::LineTraits const traits{device::Framing::tcp, &station.transactions};
  auto const dialogue = device::make_reading(model, *address, traits, subject_.wanted);
  std::function<bool()> const never = [] { return false; };
  auto const end = co_await station.conversation->hold(*station.line, *dialogue, never);
  bool const finished = end == field::Conversation::End::finished;
  bool const good = finished && dialogue->outcome().has_value();
  ++(good ? read : failed);
}

asio::awaitable<void> Lines::keep_asking(Station& station, int meters, Duration phase,
                                         Duration interval) {
  auto due = clock_.elapsed() + phase;
  for (int unit = 1; !stopping_; unit = unit % meters + 1) {
    auto const rest = due - clock_.elapsed();
    if (rest.ms > 0) co_await clock_.sleep(rest);
    if (stopping_) co_return;
    co_await ask(station, unit);
    due = interval.ms > 0 ? due + interval : clock_.elapsed();
  }
}

Load ask_by_lines(Field const& field, Rhythm rhythm) {
  Lines lines(field.ports, kOneRequest, {seconds(5), Duration{0}});
  lines.keep_asking(field.meters_per_line, Duration{rhythm.interval.count()});
  lines.run_for(Duration{rhythm.warm_up.count()});
  Meter meter;
  meter.begin(lines.read, lines.failed);
  lines.run_for(Duration{rhythm.span.count()});
  return meter.end(lines.read, lines.failed);
}

Rounds ask_by_lines(std::vector<std::uint16_t> const& ports, int rounds) {
  Lines lines(ports, kEnergyAlone, {seconds(5), milliseconds(50)});
  // The first frame on a new connection waits until the line has been silent.
  lines.ask_all();
  lines.read = 0;
  Rounds result;
  for (int i = 0; i < rounds; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    auto const cpu = cpu_seconds();
    auto const begin = wall_seconds();
    lines.ask_all();
    result.round_ms.push_back((wall_seconds() - begin) * 1000);
    result.cpu_s += cpu_seconds() - cpu;
  }
  result.reads = lines.read;
  result.failed = lines.failed;
  return result;
}

}  // namespace e2ms::bench
