#include <algorithm>

#include "e2ms/device/decode.hpp"
#include "e2ms/protocol/crc.hpp"

namespace e2ms::device {
namespace {

using nlohmann::ordered_json;
namespace modbus = protocol::modbus;
using modbus::Message;

constexpr std::size_t kLeastRtu = modbus::kExceptionPdu + modbus::kRtuOverhead;

/// One frame of the stream.
struct Adu {
  ByteView raw;
  ByteView pdu;
  std::optional<std::uint16_t> transaction;
  Byte unit = 0;
  Message message;
  bool reply = false;
};

ordered_json registers_of(Message const& message) {
  bool const words = message.function == modbus::kReadHolding ||
                     message.function == modbus::kReadInput ||
                     message.function == modbus::kWriteRegisters;
  if (!words || message.payload.empty()) return nullptr;
  auto list = ordered_json::array();
  for (std::size_t at = 0; at < message.payload.size(); at += 2)
    list.push_back(to_hex(message.payload.subspan(at, 2)));
  return list;
}

/// The coils, lowest first, as 0 and 1; without a known quantity all that the bytes hold.
ordered_json bits_of(Message const& message) {
  bool const coils = message.function == modbus::kReadCoils ||
                     message.function == modbus::kReadInputs ||
                     message.function == modbus::kWriteCoils;
  if (!coils || message.payload.empty()) return nullptr;
  auto list = ordered_json::array();
  std::size_t const held = message.payload.size() * 8;
  std::size_t const count =
      message.quantity ? std::min<std::size_t>(*message.quantity, held) : held;
  for (std::size_t i = 0; i < count; ++i) list.push_back(message.payload[i / 8] >> (i % 8) & 1);
  return list;
}

template <class Number>
ordered_json number(std::optional<Number> const& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json describe(Adu const& adu) {
  auto const& message = adu.message;
  return {
      {"hex", to_hex(adu.raw)},
      {"transaction", number(adu.transaction)},
      {"unit", adu.unit},
      {"function", message.function},
      {"direction", adu.reply ? "reply" : "request"},
      {"exception", number(message.exception)},
      {"address", number(message.address)},
      {"quantity", number(message.quantity)},
      {"byte_count", number(message.byte_count)},
      {"registers", registers_of(message)},
      {"bits", bits_of(message)},
      {"value", number(message.value)},
  };
}

/// The frame at the beginning of `rest`, taken as a request or as a reply.
std::optional<Adu> rtu_as(ByteView rest, bool reply) {
  if (rest.size() < kLeastRtu) return std::nullopt;
  auto const pdu = rest.subspan(1);
  auto const size = reply ? modbus::reply_size(pdu) : modbus::request_size(pdu);
  if (!size || rest.size() < *size + modbus::kRtuOverhead) return std::nullopt;
  auto const raw = rest.first(*size + modbus::kRtuOverhead);
  auto const body = raw.subspan(1, *size);
  auto const message = reply ? modbus::read_reply(body) : modbus::read_request(body);
  if (!message || !protocol::crc_holds(raw)) return std::nullopt;
  return Adu{raw, body, std::nullopt, rest[0], *message, reply};
}

std::optional<Adu> tcp_as(ByteView rest, bool reply) {
  constexpr std::size_t kLengthAt = 4;
  constexpr std::size_t kCounted = kLengthAt + 2;  // the bytes before those the length counts
  if (rest.size() < modbus::kMbapHeader + modbus::kExceptionPdu) return std::nullopt;
  std::size_t const length = modbus::word_at(rest, kLengthAt);
  if (modbus::word_at(rest, 2) != 0 || length < 3 || length > 254) return std::nullopt;
  if (rest.size() < kCounted + length) return std::nullopt;
  auto const raw = rest.first(kCounted + length);
  auto const pdu = raw.subspan(modbus::kMbapHeader);
  auto const message = reply ? modbus::read_reply(pdu) : modbus::read_request(pdu);
  if (!message) return std::nullopt;
  return Adu{raw, pdu, modbus::word_at(rest, 0), raw[kCounted], *message, reply};
}

/// Whether `reply` may answer the request before it.
bool answers(Adu const& reply, Adu const& request) {
  modbus::Query const query{request.unit, Bytes(request.pdu.begin(), request.pdu.end())};
  return reply.unit == request.unit && reply.transaction == request.transaction &&
         modbus::fits(query, reply.message);
}

/// What can be both is a reply when it fits the request before it, or asks for what nobody has;
/// else a request.
std::optional<Adu> frame_at(ByteView rest, ModbusFraming framing, std::optional<Adu> const& last) {
  auto const as = framing == ModbusFraming::rtu ? rtu_as : tcp_as;
  auto const request = as(rest, false);
  auto const reply = as(rest, true);
  if (!request || !reply) return request ? request : reply;
  bool const answered = last && !last->reply && answers(*reply, *last);
  return answered || !modbus::within_limits(request->message) ? reply : request;
}

Frames decode_freely(ByteView stream, ModbusFraming framing) {
  Frames frames;
  std::optional<Adu> last;
  for (auto rest = stream; !rest.empty();) {
    auto const adu = frame_at(rest, framing, last);
    if (adu) {
      frames.push_back(describe(*adu));
      last = adu;
    }
    rest = rest.subspan(adu ? adu->raw.size() : 1);
  }
  return frames;
}

/// The request seen on the line, and the answer that belongs to it.
Frames decode_matched(ByteView stream, ModbusFraming framing, ModbusRequest const& request) {
  bool const rtu = framing == ModbusFraming::rtu;
  auto const sent = rtu ? modbus::rtu_frame(request.query)
                        : modbus::tcp_frame(request.query, *request.transaction);
  Message other;
  other.function = request.query.pdu.front();
  auto const asked = modbus::read_request(request.query.pdu).value_or(other);
  Frames frames;
  for (auto rest = stream;;) {
    auto const found = rtu ? modbus::find_answer_rtu(rest, request.query)
                           : modbus::find_answer_tcp(rest, request.query, *request.transaction);
    auto const before = found.pdu ? rest.first(found.begin) : rest;
    auto const echo = std::search(before.begin(), before.end(), sent.begin(), sent.end());
    if (echo != before.end())
      frames.push_back(describe({sent, {}, request.transaction, request.query.unit, asked, false}));
    if (!found.pdu) return frames;
    auto message = *modbus::read_reply(*found.pdu);
    if (!message.exception) {
      message.address = asked.address;
      message.quantity = asked.quantity;
    }
    auto const raw = rest.subspan(found.begin, found.end - found.begin);
    frames.push_back(
        describe({raw, *found.pdu, request.transaction, request.query.unit, message, true}));
    rest = rest.subspan(found.end);
  }
}

}  // namespace

std::optional<ModbusRequest> read_modbus_request(ByteView bytes, ModbusFraming framing) {
  bool const rtu = framing == ModbusFraming::rtu;
  std::size_t const header = rtu ? 1 : modbus::kMbapHeader;
  std::size_t const trailer = rtu ? 2 : 0;
  if (bytes.size() <= header + trailer) return std::nullopt;
  auto const pdu = bytes.subspan(header, bytes.size() - header - trailer);
  bool const framed =
      rtu ? protocol::crc_holds(bytes)
          : modbus::word_at(bytes, 2) == 0 && modbus::word_at(bytes, 4) == pdu.size() + 1;
  bool const asks = (pdu.front() & modbus::kException) == 0 && pdu.size() <= modbus::kLongestPdu;
  if (!framed || !asks) return std::nullopt;
  ModbusRequest request{{bytes[header - 1], Bytes(pdu.begin(), pdu.end())}, std::nullopt};
  if (!rtu) request.transaction = modbus::word_at(bytes, 0);
  return request;
}

Frames decode_modbus(ByteView stream, ModbusFraming framing,
                     std::optional<ModbusRequest> const& request) {
  return request ? decode_matched(stream, framing, *request) : decode_freely(stream, framing);
}

}  // namespace e2ms::device
