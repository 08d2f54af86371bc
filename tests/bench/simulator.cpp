#include "simulator.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "e2ms/base/ensure.hpp"

namespace e2ms::bench {

Simulator::Simulator(std::string const& fleet, std::optional<std::uint16_t> dial) {
  auto const program = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "e2ms-sim";
  int ends[2];
  ENSURE(::pipe(ends) == 0);
  child_ = ::fork();
  ENSURE(child_ >= 0);
  if (child_ == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::close(ends[0]);
    ::close(ends[1]);
    auto const where = "127.0.0.1:" + std::to_string(dial.value_or(0));
    char const* const option = dial ? "--dial" : nullptr;
    ::execl(program.c_str(), program.c_str(), "--fleet", fleet.c_str(), option, where.c_str(),
            nullptr);
    ::_exit(127);
  }
  ::close(ends[1]);
  std::string line;
  char letter = 0;
  while (::read(ends[0], &letter, 1) == 1 && letter != '\n') line += letter;
  ::close(ends[0]);
  constexpr std::string_view kReady = "ready ";
  ENSURE(line.starts_with(kReady));
  auto const ready = nlohmann::json::parse(line.substr(kReady.size()));
  for (auto const& gateway : ready.at("gateways"))
    ports_.push_back(gateway.at("port").get<std::uint16_t>());
}

Simulator::~Simulator() {
  ::kill(child_, SIGTERM);
  ::waitpid(child_, nullptr, 0);
}

}  // namespace e2ms::bench
