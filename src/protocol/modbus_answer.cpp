#include <algorithm>
#include <array>

#include "e2ms/base/ensure.hpp"
#include "e2ms/protocol/crc.hpp"
#include "e2ms/protocol/modbus.hpp"

namespace e2ms::protocol::modbus {
namespace {

enum class Verdict { no, incomplete, valid };

struct Judged {
  Verdict verdict = Verdict::no;
  std::size_t size = 0;
};

bool crc_holds(ByteView frame) {
  auto const body = frame.first(frame.size() - 2);
  auto const crc = crc16(body);
  return frame[body.size()] == static_cast<Byte>(crc) &&
         frame[body.size() + 1] == static_cast<Byte>(crc >> 8);
}

bool begins_with(ByteView stream, ByteView beginning) {
  auto const common = std::min(stream.size(), beginning.size());
  return std::equal(beginning.begin(), beginning.begin() + static_cast<std::ptrdiff_t>(common),
                    stream.begin());
}

/// The bytes every regular answer to this query begins with: the function, and what follows it
/// that is known before the answer comes.
Bytes answer_beginning(Query const& query, std::size_t size) {
  bool const is_read = query.pdu[0] <= kReadInput;
  if (is_read) return {query.pdu[0], static_cast<Byte>(size - 2)};
  return {query.pdu.begin(), query.pdu.begin() + static_cast<std::ptrdiff_t>(size)};
}

/// What is known of the answer before it comes, so that nothing is computed per position.
struct Shape {
  Bytes regular;    ///< the first bytes of a regular answer's frame
  Bytes exception;  ///< the first bytes of an exception's frame
  std::size_t regular_size;
  std::size_t exception_size;
};

/// Compares what is there of a frame with the shape; of an incomplete one only the beginning.
Judged compare(ByteView rest, Bytes const& beginning, std::size_t size) {
  if (!begins_with(rest, beginning)) return {};
  if (rest.size() < size) return {Verdict::incomplete, size};
  return {Verdict::valid, size};
}

Judged judge_rtu(ByteView rest, Shape const& shape) {
  for (auto const& [beginning, size] : {std::pair(&shape.regular, shape.regular_size),
                                        std::pair(&shape.exception, shape.exception_size)}) {
    auto const judged = compare(rest, *beginning, size);
    if (judged.verdict == Verdict::incomplete) return judged;
    if (judged.verdict == Verdict::valid && crc_holds(rest.first(size)) &&
        read_reply(rest.subspan(1, size - kRtuOverhead)))
      return judged;
  }
  return {};
}

/// The size of a complete frame of somebody else at the beginning of `rest`, else 0. Skipping it
/// whole keeps its inside from being taken for an answer.
std::size_t foreign_frame(ByteView rest) {
  if (rest.size() < kExceptionPdu + kRtuOverhead) return 0;
  auto const pdu = rest.subspan(1);
  for (auto const size : {reply_size(pdu), request_size(pdu)}) {
    if (!size || *size + kRtuOverhead > rest.size()) continue;
    auto const whole = rest.first(*size + kRtuOverhead);
    auto const body = whole.subspan(1, *size);
    if ((read_reply(body) || read_request(body)) && crc_holds(whole)) return whole.size();
  }
  return 0;
}

/// Whether `skipped`, which stands directly before an answer, is the request with wrong bits.
bool damaged_echo(ByteView skipped, ByteView request) {
  if (skipped.size() < request.size()) return false;
  auto const last = skipped.last(request.size());
  return last[0] == request[0] && last[1] == request[1];
}

Shape shape_of(Query const& query) {
  auto const size = answer_size(query);
  ENSURE(size.has_value());
  Shape shape{{query.unit},
              {query.unit, static_cast<Byte>(query.pdu[0] | kException)},
              *size + kRtuOverhead,
              kExceptionPdu + kRtuOverhead};
  auto const beginning = answer_beginning(query, *size);
  shape.regular.insert(shape.regular.end(), beginning.begin(), beginning.end());
  return shape;
}

void put_answer(Found& found, ByteView stream, std::size_t begin, std::size_t size,
                std::size_t header, std::size_t trailer) {
  found.begin = begin;
  found.end = begin + size;
  found.consumed = found.end;
  found.pdu = stream.subspan(begin + header, size - header - trailer);
}

}  // namespace

Found find_answer_rtu(ByteView stream, Query const& query) {
  auto const request = rtu_frame(query);
  auto const shape = shape_of(query);
  // Functions 5 and 6 are answered by a copy of the request: the first of two is the echo.
  bool const answer_is_copy = query.pdu[0] == kWriteCoil || query.pdu[0] == kWriteRegister;

  Found found;
  std::size_t settled = 0;                  // everything before was a frame, or an echo
  std::size_t first_doubt = stream.size();  // where an answer or an echo may have begun
  for (std::size_t at = 0; at < stream.size();) {
    auto const rest = stream.subspan(at);
    bool const copied = begins_with(rest, request);
    bool const echo = copied && rest.size() >= (answer_is_copy ? 2 : 1) * request.size();
    auto const judged = echo ? Judged{} : judge_rtu(rest, shape);
    auto const known = echo ? request.size() : foreign_frame(rest);
    bool const trusted = !damaged_echo(stream.subspan(settled, at - settled), request);
    if (judged.verdict == Verdict::valid && trusted) {
      put_answer(found, stream, at, judged.size, 1, 2);
      return found;
    }
    if (judged.verdict == Verdict::incomplete || (copied && rest.size() < request.size()))
      first_doubt = std::min(first_doubt, at);
    if (known != 0) settled = at + known;
    at += std::max<std::size_t>(known, 1);
  }
  // What stands before an answer is kept as long as it may prove to be a damaged echo.
  auto const kept = std::min(first_doubt, request.size());
  found.consumed = std::max(std::min(settled, first_doubt), first_doubt - kept);
  return found;
}

Found find_answer_tcp(ByteView stream, Query const& query, std::uint16_t transaction) {
  auto const shape = shape_of(query);
  auto const with_header = [&](Bytes const& beginning, std::size_t rtu_size) {
    auto const length = static_cast<Byte>(rtu_size - kRtuOverhead + 1);
    Bytes out{static_cast<Byte>(transaction >> 8), static_cast<Byte>(transaction), 0, 0, 0, length};
    out.insert(out.end(), beginning.begin(), beginning.end());
    return out;
  };
  auto const regular = with_header(shape.regular, shape.regular_size);
  auto const exception = with_header(shape.exception, shape.exception_size);
  auto const regular_size = shape.regular_size - kRtuOverhead + kMbapHeader;
  auto const exception_size = shape.exception_size - kRtuOverhead + kMbapHeader;

  Found found;
  found.consumed = stream.size();
  for (std::size_t at = 0; at < stream.size(); ++at) {
    auto const rest = stream.subspan(at);
    for (auto const& judged :
         {compare(rest, regular, regular_size), compare(rest, exception, exception_size)}) {
      if (judged.verdict == Verdict::incomplete) found.consumed = std::min(found.consumed, at);
      if (judged.verdict != Verdict::valid) continue;
      if (!read_reply(rest.subspan(kMbapHeader, judged.size - kMbapHeader))) continue;
      put_answer(found, stream, at, judged.size, kMbapHeader, 0);
      return found;
    }
  }
  return found;
}

}  // namespace e2ms::protocol::modbus
