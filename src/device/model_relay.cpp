#include <algorithm>

#include "e2ms/base/text.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/protocol/modbus.hpp"
#include "model_parts.hpp"

namespace e2ms::device {
namespace {

namespace modbus = protocol::modbus;

// As numbers of functions are written in manuals.
constexpr std::array kOrders{
    Named<Byte>{"05", modbus::kWriteCoil},
    Named<Byte>{"06", modbus::kWriteRegister},
    Named<Byte>{"0F", modbus::kWriteCoils},
    Named<Byte>{"10", modbus::kWriteRegisters},
};

constexpr std::array kExpiries{
    Named<Expiry>{"later-clock", Expiry::later_clock},
    Named<Expiry>{"zero", Expiry::zero},
    Named<Expiry>{"fixed", Expiry::fixed},
};

std::vector<std::uint16_t> words_of(std::vector<std::uint64_t> const& numbers) {
  std::vector<std::uint16_t> words;
  for (auto const number : numbers) words.push_back(static_cast<std::uint16_t>(number));
  return words;
}

template <class Relay>
void check_states(Fields& fields, Relay const& relay) {
  if (relay.state_open == relay.state_closed)
    fields.complain("state_closed", "cannot be told from state_open");
  if (((relay.state_open | relay.state_closed) & ~relay.state_mask) != 0)
    fields.complain("state_mask", "hides bits of the states");
}

bool is_one(RegisterRelay const& relay) {
  return relay.order_function == modbus::kWriteCoil ||
         relay.order_function == modbus::kWriteRegister;
}

bool is_coil(RegisterRelay const& relay) {
  return relay.order_function == modbus::kWriteCoil || relay.order_function == modbus::kWriteCoils;
}

void check_order(Fields& fields, RegisterRelay const& relay) {
  if (relay.open == relay.close) fields.complain("close", "is the same as open");
  for (auto const& [key, words] : {std::pair("open", &relay.open), {"close", &relay.close}}) {
    if (is_one(relay) && words->size() > 1)
      fields.complain(key, "must be one, as this function writes one");
    if (words->size() > modbus::kMostWritten) fields.complain(key, "must be 1 to 123 words");
    if (relay.order_address + words->size() > 0x10000) fields.complain(key, "ends beyond FFFF");
    bool const coils =
        std::all_of(words->begin(), words->end(), [](auto word) { return word < 2; });
    if (is_coil(relay) && !coils) fields.complain(key, "a coil is 0000 or 0001");
  }
}

RegisterRelay read_register_relay(Fields fields) {
  auto const word_at = [&fields](std::string_view key) {
    return static_cast<std::uint16_t>(fields.hex(key, 4));
  };
  RegisterRelay relay;
  relay.order_function = fields.has("order_function") ? choose(fields, "order_function", kOrders)
                                                      : modbus::kWriteRegisters;
  relay.order_address = word_at("order_address");
  relay.open = words_of(fields.hex_list("open", 4));
  relay.close = words_of(fields.hex_list("close", 4));
  check_order(fields, relay);
  relay.state_function = static_cast<Byte>(fields.integer("state_function", 1, 4));
  relay.state_address = word_at("state_address");
  relay.state_mask = word_at("state_mask");
  relay.state_open = word_at("state_open");
  relay.state_closed = word_at("state_closed");
  check_states(fields, relay);
  return relay;
}

template <std::size_t N>
std::array<Byte, N> bytes_at(Fields& fields, std::string_view key) {
  auto const number = fields.hex(key, 2 * N);
  std::array<Byte, N> bytes;
  for (std::size_t i = 0; i < N; ++i) bytes[i] = static_cast<Byte>(number >> (8 * (N - 1 - i)));
  return bytes;
}

/// "2099-12-30T23:59:59"
LocalTime read_moment(Fields& fields, std::string_view key) {
  auto const text = fields.text(key);
  bool const valid = text.size() == 19 && from_iso(text + "Z") && text.substr(0, 2) == "20";
  if (!valid) {
    fields.complain(key, "must be a time like 2099-12-30T23:59:59");
    return {};
  }
  auto const number = [&text](std::size_t at, std::size_t count) {
    return static_cast<unsigned>(*parse_integer(text.substr(at, count)));
  };
  return {{static_cast<int>(number(0, 4)), number(5, 2), number(8, 2)},
          number(11, 2),
          number(14, 2),
          number(17, 2)};
}

RelayAccess read_access(Fields& fields, protocol::dlt645::Edition edition) {
  RelayAccess access;
  access.permission = static_cast<Byte>(fields.hex("permission", 2));
  access.password = bytes_at<3>(fields, "password");
  if (edition == protocol::dlt645::Edition::y2007)
    access.operator_id = bytes_at<4>(fields, "operator");
  return access;
}

WrittenRelay read_written_relay(Fields fields, protocol::dlt645::Edition edition) {
  std::size_t const digits = edition == protocol::dlt645::Edition::y2007 ? 8 : 4;
  auto const number_at = [&fields](std::string_view key, std::size_t count) {
    return static_cast<std::uint32_t>(fields.hex(key, count));
  };
  WrittenRelay relay;
  relay.access = read_access(fields, edition);
  relay.order_di = number_at("order_di", digits);
  relay.open = fields.bytes("open");
  relay.close = fields.bytes("close");
  relay.state_di = number_at("state_di", digits);
  relay.state_mask = number_at("state_mask", 4);
  relay.state_open = number_at("state_open", 4);
  relay.state_closed = number_at("state_closed", 4);
  if (relay.open == relay.close) fields.complain("close", "is the same as open");
  check_states(fields, relay);
  return relay;
}

IdentifierRelay read_identifier_relay(Fields fields) {
  IdentifierRelay relay;
  relay.access = read_access(fields, protocol::dlt645::Edition::y2007);
  relay.expiry = choose(fields, "expiry", kExpiries);
  if (relay.expiry == Expiry::later_clock)
    relay.valid_for = minutes(fields.integer("valid_minutes", 10, 60));
  if (relay.expiry == Expiry::fixed) relay.fixed = read_moment(fields, "fixed");
  relay.state_di = static_cast<std::uint32_t>(fields.hex("state_di", 8));
  relay.state_mask = static_cast<std::uint32_t>(fields.hex("state_mask", 4));
  relay.command_mask = static_cast<std::uint32_t>(fields.hex("command_mask", 4));
  if (relay.state_mask == 0) fields.complain("state_mask", "must name a bit");
  return relay;
}

}  // namespace

void read_relay(Fields fields, Model& model) {
  RelayPart relay;
  relay.settle = milliseconds(fields.integer("settle_ms", 0, 60'000));
  relay.read_backs = static_cast<int>(fields.integer("read_backs", 1, 10));
  if (model.protocol == Protocol::modbus)
    relay.registers = read_register_relay(fields.object("registers"));
  else if (model.is_water())
    relay.valve = model.water;
  else if (fields.has("written") || model.protocol == Protocol::dlt645_1997)
    relay.written = read_written_relay(fields.object("written"), model.edition());
  else
    relay.identifiers = read_identifier_relay(fields.object("identifiers"));
  model.relay = std::move(relay);
}

}  // namespace e2ms::device
