#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "e2ms/base/bytes.hpp"

/// Modbus application layer, and its two framings: RTU (unit, PDU, CRC; also through a transparent
/// socket) and TCP (MBAP header with a transaction number). Pure functions on bytes.
namespace e2ms::protocol::modbus {

constexpr Byte kReadCoils = 0x01;
constexpr Byte kReadInputs = 0x02;
constexpr Byte kReadHolding = 0x03;
constexpr Byte kReadInput = 0x04;
constexpr Byte kWriteCoil = 0x05;
constexpr Byte kWriteRegister = 0x06;
constexpr Byte kWriteCoils = 0x0F;
constexpr Byte kWriteRegisters = 0x10;
constexpr Byte kException = 0x80;

// Exceptions that mean something to a caller.
constexpr Byte kAcknowledged = 0x05;  ///< accepted, still working
constexpr Byte kBusy = 0x06;          ///< ask again later
constexpr Byte kNoPath = 0x0A;        ///< the gateway cannot reach the bus
constexpr Byte kNoAnswer = 0x0B;      ///< the gateway is fine, the meter behind it is silent

constexpr std::uint16_t kMostRegisters = 125;  ///< of one read
constexpr std::uint16_t kMostWritten = 123;    ///< of one write
constexpr std::uint16_t kMostCoils = 2000;     ///< of one read
constexpr std::uint16_t kMostCoilsWritten = 1968;
constexpr std::uint16_t kCoilOn = 0xFF00;  ///< what function 05 writes; 0 is off
constexpr std::size_t kMbapHeader = 7;
constexpr std::size_t kRtuOverhead = 3;  ///< unit and CRC
constexpr std::size_t kExceptionPdu = 2;
constexpr std::size_t kLongestPdu = 253;

/// One PDU taken apart. Fields its function does not have are empty; `payload` is the bytes of
/// the registers or coils and lives as long as the PDU.
struct Message {
  Byte function = 0;  ///< without the exception bit
  std::optional<Byte> exception;
  std::optional<std::uint16_t> address;
  std::optional<std::uint16_t> quantity;
  std::optional<std::uint16_t> value;  ///< of functions 5 and 6
  std::optional<Byte> byte_count;
  ByteView payload;
};

/// Two bytes of a PDU, high byte first.
std::uint16_t word_at(ByteView bytes, std::size_t at);

/// Nothing unless the PDU has exactly the shape of a request of a function 1 to 6, 15 or 16. What
/// it asks for may be more than the specification allows: some meters give it.
std::optional<Message> read_request(ByteView pdu);
/// Nothing unless it has exactly the shape of a reply to one, or is an exception.
std::optional<Message> read_reply(ByteView pdu);

/// Whether the specification allows its quantity, of things that exist.
bool within_limits(Message const& message);

/// How long the PDU is that begins like this; nothing when it cannot be known or be one.
std::optional<std::size_t> request_size(ByteView beginning);
std::optional<std::size_t> reply_size(ByteView beginning);

/// A question to one unit.
struct Query {
  Byte unit = 0;
  Bytes pdu;

  /// `function` 1 to 4; `quantity` from 1 to what that function can carry.
  static Query read(Byte unit, Byte function, std::uint16_t address, std::uint16_t quantity);
  /// Function 10H. 1 to kMostWritten words.
  static Query write(Byte unit, std::uint16_t address, std::span<std::uint16_t const> words);
  /// Function 06.
  static Query write_one(Byte unit, std::uint16_t address, std::uint16_t word);
  /// Function 05.
  static Query write_coil(Byte unit, std::uint16_t address, bool on);
  /// Function 0FH. The coils lie in the bytes lowest bit first, as many as `count` says.
  static Query write_coils(Byte unit, std::uint16_t address, std::uint16_t count, ByteView coils);
};

/// Whether this reply may be the answer: function, byte count or echoed fields.
bool fits(Query const& query, Message const& reply);
/// The size of the regular answer's PDU; nothing for a function or a quantity without one.
std::optional<std::size_t> answer_size(Query const& query);

Bytes rtu_frame(Query const& query);
Bytes tcp_frame(Query const& query, std::uint16_t transaction);

/// What a look for the answer in a stream found.
struct Found {
  /// The PDU of the answer, an exception included, as a part of the stream.
  std::optional<ByteView> pdu;
  std::size_t begin = 0;  ///< of the frame
  std::size_t end = 0;
  /// Everything before is done with: skipped, or the answer itself.
  std::size_t consumed = 0;
};

/// Skips an exact copy of the request, valid frames of others and anything that is no answer.
/// RTU has no transaction: a late answer of the same unit, function and size cannot be told from
/// the right one, so a line is drained after a time-out. An answer that follows a damaged copy of
/// the request is not believed: two have talked at once and the meter may have heard another
/// question.
Found find_answer_rtu(ByteView stream, Query const& query);
/// Skips whole frames of other transactions, and whatever else stands before the answer.
Found find_answer_tcp(ByteView stream, Query const& query, std::uint16_t transaction);

}  // namespace e2ms::protocol::modbus
