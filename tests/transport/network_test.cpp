#include "e2ms/transport/network.hpp"

#include <gtest/gtest.h>

namespace e2ms::transport {
namespace {

bool holds(char const* network, char const* address) {
  auto const parsed = Network::of(network);
  EXPECT_TRUE(parsed) << network;
  return parsed && parsed->holds(boost::asio::ip::make_address(address));
}

TEST(Network, HoldsTheAddressesOfItsRange) {
  EXPECT_TRUE(holds("10.1.0.0/16", "10.1.255.3"));
  EXPECT_FALSE(holds("10.1.0.0/16", "10.2.0.0"));
  EXPECT_TRUE(holds("203.0.113.7", "203.0.113.7"));
  EXPECT_FALSE(holds("203.0.113.7", "203.0.113.8"));
  EXPECT_TRUE(holds("0.0.0.0/0", "198.51.100.1"));
  EXPECT_FALSE(holds("0.0.0.0/0", "2001:db8::1"));
  EXPECT_TRUE(holds("2001:db8::/33", "2001:db8:7fff::1"));
  EXPECT_FALSE(holds("2001:db8::/33", "2001:db8:8000::1"));
  EXPECT_TRUE(holds("::/0", "10.0.0.1"));
}

TEST(Network, KnowsAnIpv4AddressBehindAnIpv6Socket) {
  EXPECT_TRUE(holds("10.1.0.0/16", "::ffff:10.1.2.3"));
  EXPECT_FALSE(holds("10.1.0.0/16", "::ffff:10.2.2.3"));
}

TEST(Network, RefusesWhatIsNone) {
  for (auto const* const wrong : {"", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.1/8",
                                  "example.com", "2001:db8::1/32", "::/129", "10.0.0/8"})
    EXPECT_FALSE(Network::of(wrong)) << wrong;
}

}  // namespace
}  // namespace e2ms::transport
