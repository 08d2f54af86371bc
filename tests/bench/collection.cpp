#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <string>

#include "load.hpp"
#include "simulator.hpp"
#include "standing.hpp"
#include "subject.hpp"

namespace e2ms::bench {
namespace {

using std::chrono::milliseconds;

void allow_many_sockets() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

std::string fleet(int lines, int meters, int delay_ms) {
  return "lines=" + std::to_string(lines) + ",meters=" + std::to_string(meters) +
         ",model=" + kSimulatedMeter + ",framing=modbus-tcp,base_port=0" +
         ",delay_ms=" + std::to_string(delay_ms);
}

/// A folder that is gone afterwards.
class Scratch {
 public:
  explicit Scratch(std::filesystem::path const& in)
      : path_(in / ("e2ms-bench-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Scratch(Scratch const&) = delete;
  Scratch& operator=(Scratch const&) = delete;

  std::filesystem::path const& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

void print_load(char const* who, Load const& load, double bare_us) {
  auto const us = load.cpu_us_per_read();
  std::printf("  %-24s %8.0f reads/s  %6.1f us of CPU each  %5.2f x bare  %lld failed\n", who,
              double(load.reads) / load.wall_s, us, us / bare_us,
              static_cast<long long>(load.failed));
}

/// CPU per read, everybody at the same pace.
void compare(int lines, milliseconds interval, int delay_ms, milliseconds span,
             std::filesystem::path const& in) {
  Simulator const simulator(fleet(lines, 1, delay_ms));
  Field const field{simulator.ports(), 1};
  Rhythm const rhythm{interval, 2 * interval, span};
  auto const scripts = record_scripts(field);
  std::printf("%d lines, one read each %lld ms\n", lines, static_cast<long long>(interval.count()));
  auto const bare = exchange_bare(field, scripts, rhythm);
  auto const us = bare.cpu_us_per_read();
  print_load("bare epoll", bare, us);
  print_load("field side", ask_by_lines(field, rhythm), us);
  Scratch const folder(in);
  auto const whole = run_daemon(field, rhythm, folder.path());
  print_load("whole daemon", whole.load, us);
  std::printf("    of which field %.1f, writer %.1f us\n",
              whole.field_cpu_s * 1e6 / double(whole.load.reads),
              whole.writer_cpu_s * 1e6 / double(whole.load.reads));
  constexpr int kSelectLimit = 1000;
  if (lines <= kSelectLimit)
    print_load("libmodbus threads", ask_by_threads(field, scripts, rhythm), us);
}

void print_sweep(char const* who, Load const& load, Field const& field, int delay_ms) {
  auto const meters = double(field.ports.size()) * field.meters_per_line;
  auto const sweep_ms = load.wall_s * 1000 * meters / double(load.reads);
  auto const limit_ms = double(field.meters_per_line * delay_ms);
  std::printf("  %-24s %7.0f ms a sweep, %.2f x the limit; %.1f us of CPU a read\n", who, sweep_ms,
              sweep_ms / limit_ms, load.cpu_us_per_read());
}

/// How long it takes to read all meters once, lines at the same time, the meters of a line in turn.
void sweep(int lines, int meters, int delay_ms, milliseconds span,
           std::filesystem::path const& in) {
  Simulator const simulator(fleet(lines, meters, delay_ms));
  Field const field{simulator.ports(), meters};
  Rhythm const rhythm{milliseconds(0), milliseconds(3000), span};
  auto const scripts = record_scripts(field);
  std::printf("sweep of %d lines x %d meters, %d ms each: the limit is %d ms\n", lines, meters,
              delay_ms, meters * delay_ms);
  print_sweep("bare epoll", exchange_bare(field, scripts, rhythm), field, delay_ms);
  print_sweep("field side", ask_by_lines(field, rhythm), field, delay_ms);
  Scratch const folder(in);
  auto const whole = run_daemon(field, rhythm, folder.path());
  print_sweep("whole daemon", whole.load, field, delay_ms);
}

struct Options {
  std::vector<int> lines{1000, 2000, 5000, 10'000};
  int interval_ms = 1000;
  int delay_ms = 50;
  int span_s = 8;
  int sweep_lines = 2000;
  int sweep_meters = 25;
  int standing_lines = 4000;
  int standing_meters = 25;
  std::string folder = "/var/tmp";
};

/// Memory, start and orders.
void stand(Options const& options) {
  int const lines = options.standing_lines, meters = options.standing_meters;
  std::printf("%d lines x %d meters\n", lines, meters);
  Scratch const folder(options.folder);
  auto const memory = measure_memory(lines, meters, folder.path());
  std::printf("  memory: %.1f kB an idle line, %.2f kB a configured meter\n",
              memory.per_idle_line / 1024, memory.per_meter / 1024);
  std::printf("  start to first reading: %.2f s\n",
              measure_start(lines, meters, folder.path()) / 1000);
  auto const orders = measure_orders(meters, 200, 21, folder.path());
  std::printf("  an order on a busy line leaves after %.2f exchanges, at worst %.2f\n",
              orders.median, orders.worst);
}

int run(std::string const& what, Options const& options) {
  allow_many_sockets();
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  milliseconds const span(options.span_s * 1000);
  bool const all = what == "all";
  if (all || what == "cpu")
    for (int const lines : options.lines)
      compare(lines, milliseconds(options.interval_ms), options.delay_ms, span, options.folder);
  if (all || what == "sweep")
    sweep(options.sweep_lines, options.sweep_meters, options.delay_ms, span, options.folder);
  if (all || what == "standing") stand(options);
  return 0;
}

}  // namespace
}  // namespace e2ms::bench

int main(int argc, char** argv) {
  CLI::App app{"What collection costs, beside a bare loop that exchanges the same frames."};
  e2ms::bench::Options options;
  std::string what = "all";
  app.add_option("what", what, "all, cpu, sweep or standing")
      ->check(CLI::IsMember({"all", "cpu", "sweep", "standing"}));
  app.add_option("--lines", options.lines, "Gateways with one meter each, for cpu");
  app.add_option("--interval", options.interval_ms, "Between two reads of a line, in ms");
  app.add_option("--delay", options.delay_ms, "From request to answer, in ms");
  app.add_option("--seconds", options.span_s, "Measured for each client");
  app.add_option("--sweep-lines", options.sweep_lines, "Gateways of the sweep");
  app.add_option("--sweep-meters", options.sweep_meters, "Meters of each");
  app.add_option("--standing-lines", options.standing_lines, "Lines of a fleet at rest");
  app.add_option("--standing-meters", options.standing_meters, "Meters of each");
  app.add_option("--in", options.folder, "Folder for the database");
  CLI11_PARSE(app, argc, argv);
  return e2ms::bench::run(what, options);
}
