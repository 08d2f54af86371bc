#pragma once

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include <string>

#include "e2ms/base/bytes.hpp"
#include "e2ms/base/ensure.hpp"

namespace e2ms::transport {

/// A serial cable without the cable: we open `device()`, the meters sit at this end.
class Cable {
 public:
  Cable() : far_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    ENSURE(far_ >= 0 && ::grantpt(far_) == 0 && ::unlockpt(far_) == 0);
    termios plain{};
    ENSURE(::tcgetattr(far_, &plain) == 0);
    ::cfmakeraw(&plain);
    ENSURE(::tcsetattr(far_, TCSANOW, &plain) == 0);
    device_ = ::ptsname(far_);
  }
  ~Cable() { pull(); }
  Cable(Cable const&) = delete;
  Cable& operator=(Cable const&) = delete;

  std::string const& device() const { return device_; }
  int far() const { return far_; }

  void send(ByteView bytes) {
    ENSURE(::write(far_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  }
  /// What our end has sent and nobody has read; waits for nothing.
  Bytes received() {
    Bytes all;
    pollfd watched{far_, POLLIN, 0};
    while (::poll(&watched, 1, 0) > 0 && (watched.revents & POLLIN) != 0) {
      Byte byte = 0;
      if (::read(far_, &byte, 1) != 1) break;
      all.push_back(byte);
    }
    return all;
  }
  /// The adapter is pulled out.
  void pull() {
    if (far_ >= 0) ::close(far_);
    far_ = -1;
  }

 private:
  int far_;
  std::string device_;
};

}  // namespace e2ms::transport
