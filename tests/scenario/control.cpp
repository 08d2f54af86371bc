#include "control.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace e2ms::scenario {

Control::Control(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("the simulator's control port cannot be reached");
}

Control::~Control() {
  ::close(socket_);
}

nlohmann::json Control::say(std::string const& command) {
  auto const line = command + "\n";
  if (::send(socket_, line.data(), line.size(), MSG_NOSIGNAL) < 0)
    throw std::runtime_error("the simulator is gone");
  char bytes[4096];
  std::size_t end = 0;
  while ((end = rest_.find('\n')) == std::string::npos) {
    auto const count = ::recv(socket_, bytes, sizeof bytes, 0);
    if (count <= 0) throw std::runtime_error("the simulator is gone");
    rest_.append(bytes, static_cast<std::size_t>(count));
  }
  auto answer = nlohmann::json::parse(rest_.substr(0, end));
  rest_.erase(0, end + 1);
  EXPECT_TRUE(answer.value("ok", false)) << command << ": " << answer;
  return answer;
}

}  // namespace e2ms::scenario
