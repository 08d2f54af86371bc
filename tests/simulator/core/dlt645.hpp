#pragma once

#include <cstdint>
#include <optional>

#include "simulator/core/bytes.hpp"
#include "simulator/core/meter.hpp"

namespace e2ms_sim {

/// A DL/T 645-2007 request as it came off the bus, checksum proven, 33H taken off.
struct Dlt645Request {
  Bytes address;  // six bytes as on the wire, low byte first
  std::uint8_t control = 0;
  Bytes payload;
};

struct Dlt645Cut {
  enum class Verdict { frame, need_more, no_frame };
  Verdict verdict = Verdict::no_frame;
  std::size_t size = 0;
  Dlt645Request request;
};

/// Tries to read one frame that starts exactly at the front of `bytes`.
Dlt645Cut cut_dlt645(ByteView bytes);

/// A whole frame with 33H put on and its checksum.
Bytes dlt645_frame(ByteView address, std::uint8_t control, ByteView payload);

/// The six wire bytes of an address as on the label.
Bytes dlt645_wire_address(std::string_view label);

/// True if the meter must look at this request: its own address, wildcards AA from the top,
/// or the broadcast 99..99.
bool dlt645_addressed(Meter const& meter, Dlt645Request const& request);

/// The meter's answer frame, or nothing where a meter stays silent.
std::optional<Bytes> answer_dlt645(Meter& meter, std::int64_t now_ms, Dlt645Request const& request);

/// The same of a meter of the 1997 edition, which answer_dlt645 hands over to.
std::optional<Bytes> answer_dlt645_1997(Meter& meter, std::int64_t now_ms,
                                        Dlt645Request const& request);

/// The bytes of one data identifier, without the identifier; nothing if this meter has no
/// such item.
std::optional<Bytes> read_dlt645_item(Meter& meter, std::int64_t now_ms, std::uint32_t item);

}  // namespace e2ms_sim
