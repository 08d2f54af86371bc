#include <sys/resource.h>

#include <algorithm>
#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "rounds.hpp"
#include "simulator.hpp"

namespace e2ms::bench {
namespace {

double print(char const* name, Rounds rounds, double delay_ms) {
  std::sort(rounds.round_ms.begin(), rounds.round_ms.end());
  auto const median = rounds.round_ms[rounds.round_ms.size() / 2];
  auto const per_cpu_s = static_cast<double>(rounds.reads) / rounds.cpu_s;
  std::printf(
      "%-22s round: median %.0f ms (%.2f x the delay), best %.0f, worst %.0f; "
      "%lld reads, %lld failed; %.0f reads per CPU-second\n",
      name, median, median / delay_ms, rounds.round_ms.front(), rounds.round_ms.back(),
      static_cast<long long>(rounds.reads), static_cast<long long>(rounds.failed), per_cpu_s);
  return per_cpu_s;
}

void allow_many_sockets() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int run(int lines, int rounds, int delay_ms) {
  allow_many_sockets();
  Simulator const simulator("lines=" + std::to_string(lines) +
                            ",meters=1,model=hiking-dds238,framing=modbus-tcp,base_port=0" +
                            ",delay_ms=" + std::to_string(delay_ms));
  std::printf("%d lines x 1 meter, %d ms delay, %d rounds\n", lines, delay_ms, rounds);
  auto const ours = print("e2ms", ask_by_lines(simulator.ports(), rounds), delay_ms);
  auto const theirs =
      print("libmodbus, threads", ask_by_threads(simulator.ports(), rounds), delay_ms);
  std::printf("reads per CPU-second, e2ms against libmodbus: %.2f\n", ours / theirs);
  return 0;
}

}  // namespace
}  // namespace e2ms::bench

int main(int argc, char** argv) {
  CLI::App app{"Asks many simulated meters at once, by our lines and by libmodbus in threads."};
  int lines = 1000;
  int rounds = 15;
  int delay_ms = 200;
  // libmodbus waits with select, which knows no descriptor above 1023.
  app.add_option("--lines", lines, "Gateways with one meter each")->check(CLI::Range(1, 1000));
  app.add_option("--rounds", rounds, "Rounds that count")->check(CLI::Range(1, 1000));
  app.add_option("--delay", delay_ms, "From request to answer, in ms")->check(CLI::Range(1, 5000));
  CLI11_PARSE(app, argc, argv);
  return e2ms::bench::run(lines, rounds, delay_ms);
}
