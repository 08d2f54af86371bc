#include "daemon.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace e2ms::bench {
namespace {

/// One that nobody listened on a moment ago.
std::uint16_t free_port() {
  int const socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in end{};
  end.sin_family = AF_INET;
  end.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof end;
  ENSURE(::bind(socket, reinterpret_cast<sockaddr*>(&end), size) == 0);
  ENSURE(::getsockname(socket, reinterpret_cast<sockaddr*>(&end), &size) == 0);
  ::close(socket);
  return ntohs(end.sin_port);
}

}  // namespace

Daemon::Daemon(std::filesystem::path const& database) {
  document::FileProblems problems;
  for (auto const* const folder : {E2MS_MODELS_FOLDER, E2MS_BENCH_MODELS_FOLDER})
    models_.merge(daemon::read_models(folder, problems));
  ENSURE(problems.empty());
  config_.dial_in_address = "127.0.0.1";
  config_.dial_in_port = free_port();
  config_.dial_in.accepts_per_second = 10'000;
  // All gateways of a benchmark call from one address.
  config_.dial_in.unidentified = 20'000;
  config_.dial_in.unidentified_per_peer = 20'000;
  store_ = store::open(database, config_.store).value();
  // Every reading announces its meter once.
  store_->feed().subscribe([this](std::span<store::Announcement const> news) {
    readings_ += std::count_if(news.begin(), news.end(), [](store::Announcement const& one) {
      return one.kind == store::Announcement::Kind::meter;
    });
  });
  field_.emplace(daemon::FieldSide::Parts{.config = config_,
                                          .models = models_,
                                          .store = *store_,
                                          .clock = clock_,
                                          .entropy = entropy_,
                                          .zone = Zone::named("Asia/Shanghai").value()});
}

Daemon::~Daemon() {
  field_->stop();
  store_.reset();
}

void Daemon::start() {
  ENSURE(field_->start().has_value());
}

std::map<std::string, double> thread_seconds() {
  std::map<std::string, double> seconds;
  auto const tick = static_cast<double>(::sysconf(_SC_CLK_TCK));
  for (auto const& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream stat(task.path() / "stat");
    std::string text;
    std::getline(stat, text);
    auto const open = text.find('('), close = text.rfind(')');
    std::istringstream rest(text.substr(close + 2));
    std::string skipped;
    for (int i = 0; i < 11; ++i) rest >> skipped;
    double user = 0, system = 0;
    rest >> user >> system;
    seconds[text.substr(open + 1, close - open - 1)] += (user + system) / tick;
  }
  return seconds;
}

}  // namespace e2ms::bench
