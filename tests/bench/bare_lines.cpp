#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <queue>

#include "e2ms/base/ensure.hpp"
#include "load.hpp"

namespace e2ms::bench {
namespace {

/// One connection and how far it is in its script.
struct Wire {
  int socket = -1;
  std::size_t meter = 0;
  std::size_t step = 0;
  std::size_t heard = 0;
};

int connect_to(std::uint16_t port) {
  int const socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ENSURE(socket >= 0);
  sockaddr_in end{};
  end.sin_family = AF_INET;
  end.sin_port = htons(port);
  end.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ENSURE(::connect(socket, reinterpret_cast<sockaddr*>(&end), sizeof end) == 0);
  int const on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

class BareLoop {
 public:
  BareLoop(Field const& field, std::vector<Script> const& scripts, Rhythm rhythm)
      : scripts_(scripts), interval_s_(std::chrono::duration<double>(rhythm.interval).count()) {
    poll_ = ::epoll_create1(EPOLL_CLOEXEC);
    auto const now = wall_seconds();
    for (std::size_t i = 0; i < field.ports.size(); ++i) {
      wires_.push_back({connect_to(field.ports[i])});
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u64 = i;
      ENSURE(::epoll_ctl(poll_, EPOLL_CTL_ADD, wires_[i].socket, &event) == 0);
      due_.push({now + interval_s_ * double(i) / double(field.ports.size()), i});
    }
  }
  ~BareLoop() {
    for (auto const& wire : wires_) ::close(wire.socket);
    ::close(poll_);
  }
  BareLoop(BareLoop const&) = delete;
  BareLoop& operator=(BareLoop const&) = delete;

  void run(std::chrono::milliseconds span) {
    auto const until = wall_seconds() + std::chrono::duration<double>(span).count();
    std::array<epoll_event, 256> events;
    for (;;) {
      auto const now = wall_seconds();
      if (now >= until) return;
      while (!due_.empty() && due_.top().first <= now) {
        auto const [at, wire] = due_.top();
        due_.pop();
        ask(wires_[wire]);
        if (interval_s_ > 0) due_.push({at + interval_s_, wire});
      }
      auto const rest = due_.empty() ? until : std::min(until, due_.top().first);
      auto const wait = static_cast<int>(std::max(0.0, rest - now) * 1000) + 1;
      int const ready = ::epoll_wait(poll_, events.data(), int(events.size()), wait);
      for (int i = 0; i < ready; ++i) hear(wires_[events[std::size_t(i)].data.u64]);
    }
  }

  std::int64_t reads = 0;

 private:
  using Due = std::pair<double, std::size_t>;

  void ask(Wire& wire) {
    auto const& frame = scripts_[wire.meter][wire.step].request;
    ENSURE(::send(wire.socket, frame.data(), frame.size(), MSG_NOSIGNAL) == ssize_t(frame.size()));
  }

  void hear(Wire& wire) {
    std::array<Byte, 4096> bytes;
    auto const count = ::recv(wire.socket, bytes.data(), bytes.size(), 0);
    ENSURE(count > 0);
    wire.heard += std::size_t(count);
    if (wire.heard < scripts_[wire.meter][wire.step].answer) return;
    wire.heard = 0;
    if (++wire.step < scripts_[wire.meter].size()) return ask(wire);
    wire.step = 0;
    ++reads;
    wire.meter = (wire.meter + 1) % scripts_.size();
    if (interval_s_ == 0) ask(wire);
  }

  std::vector<Script> const& scripts_;
  double interval_s_;
  int poll_;
  std::vector<Wire> wires_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
};

}  // namespace

Load exchange_bare(Field const& field, std::vector<Script> const& scripts, Rhythm rhythm) {
  BareLoop loop(field, scripts, rhythm);
  loop.run(rhythm.warm_up);
  Meter meter;
  meter.begin(loop.reads, 0);
  loop.run(rhythm.span);
  return meter.end(loop.reads, 0);
}

}  // namespace e2ms::bench
