#pragma once

#include <array>
#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

namespace e2ms::transport {

/// A range of addresses: "203.0.113.0/24", "2001:db8::/32", or one address. An IPv4 address that
/// arrived over an IPv6 socket is the same address.
class Network {
 public:
  /// Nothing for what is no network; one with bits behind its length is none either.
  static std::optional<Network> of(std::string_view text);

  bool holds(boost::asio::ip::address const& address) const;

 private:
  using Form = std::array<std::uint8_t, 16>;
  Network(Form first, unsigned bits) : first_(first), bits_(bits) {}
  static Form form_of(boost::asio::ip::address const& address);
  static Form masked(Form form, unsigned bits);

  Form first_;
  unsigned bits_;  // of the IPv6 form
};

}  // namespace e2ms::transport
