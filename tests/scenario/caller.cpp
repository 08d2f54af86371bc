#include "caller.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

namespace e2ms::scenario {

Caller::Caller(std::uint16_t port)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
  if (socket_ < 0) throw std::runtime_error("no socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int const done = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address);
  if (done != 0 && errno != EINPROGRESS) throw std::runtime_error("no connection");
}

Caller::~Caller() {
  if (socket_ >= 0) ::close(socket_);
}

bool Caller::say(std::string_view bytes) {
  return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0;
}

std::string Caller::heard() {
  is_over();
  return heard_;
}

bool Caller::is_over() {
  char bytes[4096];
  for (;;) {
    auto const count = ::recv(socket_, bytes, sizeof bytes, 0);
    if (count > 0) heard_.append(bytes, static_cast<std::size_t>(count));
    if (count == 0) return true;
    if (count < 0) return errno != EAGAIN && errno != EWOULDBLOCK && errno != ENOTCONN;
  }
}

}  // namespace e2ms::scenario
