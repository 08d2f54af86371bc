#include "e2ms/protocol/modbus.hpp"

#include "e2ms/base/ensure.hpp"
#include "e2ms/protocol/crc.hpp"

namespace e2ms::protocol::modbus {
namespace {

constexpr std::size_t kShortPdu = 5;     // function, address, and a quantity or a value
constexpr std::size_t kWriteHeader = 6;  // function, address, quantity, byte count
constexpr std::size_t kReadHeader = 2;   // function, byte count

void append_word(Bytes& out, std::uint16_t word) {
  out.push_back(static_cast<Byte>(word >> 8));
  out.push_back(static_cast<Byte>(word));
}

bool counts_registers(Byte function) {
  return function == kReadHolding || function == kReadInput || function == kWriteRegisters;
}

bool is_read(Byte function) {
  return kReadCoils <= function && function <= kReadInput;
}

bool is_write_many(Byte function) {
  return function == kWriteCoils || function == kWriteRegisters;
}

bool is_write_one(Byte function) {
  return function == kWriteCoil || function == kWriteRegister;
}

std::size_t payload_size(Byte function, std::uint16_t quantity) {
  return counts_registers(function) ? quantity * 2U : (quantity + 7U) / 8U;
}

}  // namespace

std::uint16_t word_at(ByteView bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

bool within_limits(Message const& message) {
  if (!message.quantity) return true;
  std::uint16_t const most = counts_registers(message.function) ? kMostRegisters : kMostCoils;
  return *message.quantity >= 1 && *message.quantity <= most &&
         message.address.value_or(0) + *message.quantity <= 0x10000;
}

std::optional<std::size_t> request_size(ByteView beginning) {
  if (beginning.empty()) return std::nullopt;
  if (is_read(beginning[0]) || is_write_one(beginning[0])) return kShortPdu;
  if (is_write_many(beginning[0]) && beginning.size() >= kWriteHeader)
    return kWriteHeader + beginning[5];
  return std::nullopt;
}

std::optional<std::size_t> reply_size(ByteView beginning) {
  if (beginning.empty()) return std::nullopt;
  if ((beginning[0] & kException) != 0) return kExceptionPdu;
  if (is_write_one(beginning[0]) || is_write_many(beginning[0])) return kShortPdu;
  if (is_read(beginning[0]) && beginning.size() >= kReadHeader) return kReadHeader + beginning[1];
  return std::nullopt;
}

std::optional<Message> read_request(ByteView pdu) {
  auto const size = request_size(pdu);
  if (!size || *size != pdu.size()) return std::nullopt;
  Message message;
  message.function = pdu[0];
  message.address = word_at(pdu, 1);
  auto const number = word_at(pdu, 3);
  if (is_write_one(pdu[0])) {
    message.value = number;
    return message;
  }
  message.quantity = number;
  if (is_read(pdu[0])) return message;
  if (pdu[5] != payload_size(pdu[0], number)) return std::nullopt;
  message.byte_count = pdu[5];
  message.payload = pdu.subspan(kWriteHeader);
  return message;
}

std::optional<Message> read_reply(ByteView pdu) {
  auto const size = reply_size(pdu);
  if (!size || *size != pdu.size()) return std::nullopt;
  Message message;
  message.function = pdu[0] & static_cast<Byte>(~kException);
  if ((pdu[0] & kException) != 0) {
    if (message.function == 0 || pdu[1] == 0) return std::nullopt;
    message.exception = pdu[1];
    return message;
  }
  if (is_read(pdu[0])) {
    bool const whole_words = !counts_registers(pdu[0]) || pdu[1] % 2 == 0;
    if (pdu[1] == 0 || !whole_words) return std::nullopt;
    message.byte_count = pdu[1];
    message.payload = pdu.subspan(kReadHeader);
    return message;
  }
  message.address = word_at(pdu, 1);
  auto const number = word_at(pdu, 3);
  if (is_write_one(pdu[0])) {
    message.value = number;
    return message;
  }
  message.quantity = number;
  return message;
}

Query Query::read(Byte unit, Byte function, std::uint16_t address, std::uint16_t quantity) {
  ENSURE(is_read(function));
  Query query{unit, {function}};
  append_word(query.pdu, address);
  append_word(query.pdu, quantity);
  ENSURE(within_limits(*read_request(query.pdu)));
  return query;
}

Query Query::write(Byte unit, std::uint16_t address, std::span<std::uint16_t const> words) {
  ENSURE(!words.empty() && words.size() <= kMostWritten);
  Query query{unit, {kWriteRegisters}};
  append_word(query.pdu, address);
  append_word(query.pdu, static_cast<std::uint16_t>(words.size()));
  query.pdu.push_back(static_cast<Byte>(words.size() * 2));
  for (auto const word : words) append_word(query.pdu, word);
  return query;
}

Query Query::write_one(Byte unit, std::uint16_t address, std::uint16_t word) {
  Query query{unit, {kWriteRegister}};
  append_word(query.pdu, address);
  append_word(query.pdu, word);
  return query;
}

Query Query::write_coil(Byte unit, std::uint16_t address, bool on) {
  Query query{unit, {kWriteCoil}};
  append_word(query.pdu, address);
  append_word(query.pdu, on ? kCoilOn : 0);
  return query;
}

Query Query::write_coils(Byte unit, std::uint16_t address, std::uint16_t count, ByteView coils) {
  ENSURE(count >= 1 && count <= kMostCoilsWritten);
  ENSURE(coils.size() == payload_size(kWriteCoils, count));
  Query query{unit, {kWriteCoils}};
  append_word(query.pdu, address);
  append_word(query.pdu, count);
  query.pdu.push_back(static_cast<Byte>(coils.size()));
  query.pdu.insert(query.pdu.end(), coils.begin(), coils.end());
  return query;
}

bool fits(Query const& query, Message const& reply) {
  auto const asked = read_request(query.pdu);
  if (!asked || asked->function != reply.function) return false;
  if (reply.exception) return true;
  if (is_read(reply.function))
    return reply.byte_count == payload_size(asked->function, *asked->quantity);
  return reply.address == asked->address && reply.quantity == asked->quantity &&
         reply.value == asked->value;
}

std::optional<std::size_t> answer_size(Query const& query) {
  auto const asked = read_request(query.pdu);
  if (!asked) return std::nullopt;
  if (!is_read(asked->function)) return kShortPdu;
  auto const payload = payload_size(asked->function, *asked->quantity);
  if (payload == 0 || payload > 0xFF) return std::nullopt;
  return kReadHeader + payload;
}

Bytes rtu_frame(Query const& query) {
  Bytes out;
  out.reserve(query.pdu.size() + kRtuOverhead);
  out.push_back(query.unit);
  out.insert(out.end(), query.pdu.begin(), query.pdu.end());
  auto const crc = crc16(out);
  out.push_back(static_cast<Byte>(crc));
  out.push_back(static_cast<Byte>(crc >> 8));
  return out;
}

Bytes tcp_frame(Query const& query, std::uint16_t transaction) {
  Bytes out;
  out.reserve(query.pdu.size() + kMbapHeader);
  append_word(out, transaction);
  append_word(out, 0);
  append_word(out, static_cast<std::uint16_t>(query.pdu.size() + 1));
  out.push_back(query.unit);
  out.insert(out.end(), query.pdu.begin(), query.pdu.end());
  return out;
}

}  // namespace e2ms::protocol::modbus
