#include "e2ms/transport/network.hpp"

#include "e2ms/base/text.hpp"

namespace e2ms::transport {

namespace {

constexpr unsigned kIpv4Offset = 96;  // of an IPv4 address in its IPv6 form

}  // namespace

Network::Form Network::form_of(boost::asio::ip::address const& address) {
  if (address.is_v6()) return address.to_v6().to_bytes();
  return boost::asio::ip::make_address_v6(boost::asio::ip::v4_mapped, address.to_v4()).to_bytes();
}

Network::Form Network::masked(Form form, unsigned bits) {
  for (unsigned i = 0; i < form.size(); ++i) {
    auto const kept = bits > i * 8 ? bits - i * 8 : 0;
    if (kept < 8) form[i] = static_cast<std::uint8_t>(form[i] & (0xFF00U >> kept));
  }
  return form;
}

std::optional<Network> Network::of(std::string_view text) {
  auto const slash = text.find('/');
  boost::system::error_code failure;
  auto const address = boost::asio::ip::make_address(std::string(text.substr(0, slash)), failure);
  if (failure) return std::nullopt;
  unsigned const width = address.is_v4() ? 32 : 128;
  unsigned bits = width;
  if (slash != text.npos) {
    auto const given = parse_integer(text.substr(slash + 1));
    if (!given || *given < 0 || *given > width) return std::nullopt;
    bits = static_cast<unsigned>(*given);
  }
  if (address.is_v4()) bits += kIpv4Offset;
  auto const first = form_of(address);
  if (masked(first, bits) != first) return std::nullopt;
  return Network(first, bits);
}

bool Network::holds(boost::asio::ip::address const& address) const {
  return masked(form_of(address), bits_) == first_;
}

}  // namespace e2ms::transport
