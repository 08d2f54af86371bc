#include "e2ms/protocol/modbus.hpp"

#include <algorithm>
#include <array>

#include "targets.hpp"

namespace e2ms::fuzz {
namespace {

namespace modbus = protocol::modbus;

/// A question that could be asked, from the front of the input.
modbus::Query query_of(Reader& input) {
  auto const unit = input.byte();
  auto const function = input.byte();
  auto const address = static_cast<std::uint16_t>(input.word() % 0xF000);
  auto const count = input.byte();
  std::array<std::uint16_t, 3> const words{0, 1, count};
  switch (function % 6) {
    case 0:
      return modbus::Query::write_coil(unit, address, count % 2 == 1);
    case 1:
      return modbus::Query::write_one(unit, address, count);
    case 2:
      return modbus::Query::write(unit, address, std::span(words).first(1 + count % 3U));
    case 3:
      return modbus::Query::write_coils(unit, address, 3, std::array<Byte, 1>{count});
    default:
      break;
  }
  auto const quantity = static_cast<std::uint16_t>(1 + count % modbus::kMostRegisters);
  return modbus::Query::read(unit, static_cast<Byte>(1 + function % 4), address, quantity);
}

void check(modbus::Found const& found, ByteView stream, modbus::Query const& query) {
  require(found.consumed <= stream.size());
  if (!found.pdu) return;
  require(found.begin < found.end && found.end <= found.consumed);
  auto const reply = modbus::read_reply(*found.pdu);
  require(reply.has_value());
  require(modbus::fits(query, *reply));
  require(!reply->exception || reply->payload.empty());
}

}  // namespace

void fuzz_modbus(ByteView input) {
  Reader reader(input);
  auto const query = query_of(reader);
  auto const transaction = reader.word();
  auto const stream = reader.rest();
  check(modbus::find_answer_rtu(stream, query), stream, query);
  check(modbus::find_answer_tcp(stream, query, transaction), stream, query);

  // With a right checksum at its end, noise gets further.
  modbus::Query const framed{query.unit, Bytes(stream.begin(), stream.end())};
  auto const rtu = modbus::rtu_frame(framed);
  check(modbus::find_answer_rtu(rtu, query), rtu, query);
  auto const tcp = modbus::tcp_frame(framed, transaction);
  check(modbus::find_answer_tcp(tcp, query, transaction), tcp, query);
}

}  // namespace e2ms::fuzz
