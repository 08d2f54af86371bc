#include <algorithm>
#include <utility>
#include <vector>

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

/// What is known of an answer before it comes, so that nothing is computed per position: the first
/// bytes of its frame, and the size.
struct Shape {
  Bytes beginning;
  std::size_t size;
};

/// Compares what is there of a frame with the shape; of an incomplete one only the beginning.
Judged compare(ByteView rest, Shape const& shape) {
  if (!begins_with(rest, shape.beginning)) return {};
  if (rest.size() < shape.size) return {Verdict::incomplete, shape.size};
  return {Verdict::valid, shape.size};
}

Judged judge_rtu(ByteView rest, std::vector<Shape> const& shapes) {
  for (auto const& shape : shapes) {
    auto const judged = compare(rest, shape);
    if (judged.verdict == Verdict::incomplete) return judged;
    if (judged.verdict == Verdict::valid && crc_holds(rest.first(shape.size)) &&
        read_reply(rest.subspan(1, shape.size - kRtuOverhead)))
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

/// Whether `skipped`, which stands directly before an answer, is the request with wrong bits: at
/// least half of its bytes are in their places.
bool damaged_echo(ByteView skipped, ByteView request) {
  if (skipped.size() < request.size()) return false;
  auto const last = skipped.last(request.size());
  std::size_t equal = 0;
  for (std::size_t i = 0; i < last.size(); ++i) equal += last[i] == request[i] ? 1 : 0;
  return last[0] == request[0] && last[1] == request[1] && 2 * equal >= request.size();
}

/// The RTU frames that may answer: a regular one, if the function has one, and an exception.
std::vector<Shape> shapes_of(Query const& query) {
  ENSURE(!query.pdu.empty());
  std::vector<Shape> shapes;
  if (auto const size = answer_size(query)) {
    Shape regular{{query.unit}, *size + kRtuOverhead};
    auto const beginning = answer_beginning(query, *size);
    regular.beginning.insert(regular.beginning.end(), beginning.begin(), beginning.end());
    shapes.push_back(std::move(regular));
  }
  auto const refused = static_cast<Byte>(query.pdu[0] | kException);
  shapes.push_back({{query.unit, refused}, kExceptionPdu + kRtuOverhead});
  return shapes;
}

/// The same behind an MBAP header.
std::vector<Shape> shapes_of(Query const& query, std::uint16_t transaction) {
  auto shapes = shapes_of(query);
  for (auto& shape : shapes) {
    auto const pdu = shape.size - kRtuOverhead;
    Bytes const header{static_cast<Byte>(transaction >> 8), static_cast<Byte>(transaction), 0, 0, 0,
                       static_cast<Byte>(pdu + 1)};
    shape.beginning.insert(shape.beginning.begin(), header.begin(), header.end());
    shape.size = pdu + kMbapHeader;
  }
  return shapes;
}

/// The size of a complete frame of another transaction at the beginning of `rest`, else 0.
std::size_t foreign_transaction(ByteView rest) {
  constexpr std::size_t kCounted = kMbapHeader - 1;  // the bytes before those the length counts
  if (rest.size() < kMbapHeader + kExceptionPdu || word_at(rest, 2) != 0) return 0;
  std::size_t const length = word_at(rest, kCounted - 2);
  if (length < 3 || length > 254 || rest.size() < kCounted + length) return 0;
  auto const pdu = rest.subspan(kMbapHeader, length - 1);
  return read_reply(pdu) || read_request(pdu) ? kCounted + length : 0;
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
  auto const shapes = shapes_of(query);
  // Functions 5 and 6 are answered by a copy of the request: the first of two is the echo.
  bool const answer_is_copy = query.pdu[0] == kWriteCoil || query.pdu[0] == kWriteRegister;

  Found found;
  std::size_t settled = 0;                  // everything before was a frame, or an echo
  std::size_t first_doubt = stream.size();  // where an answer or an echo may have begun
  for (std::size_t at = 0; at < stream.size();) {
    auto const rest = stream.subspan(at);
    bool const copied = begins_with(rest, request);
    bool const echo = copied && rest.size() >= (answer_is_copy ? 2 : 1) * request.size();
    auto const judged = echo ? Judged{} : judge_rtu(rest, shapes);
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
  auto const shapes = shapes_of(query, transaction);
  Found found;
  found.consumed = stream.size();
  for (std::size_t at = 0; at < stream.size();) {
    auto const rest = stream.subspan(at);
    for (auto const& shape : shapes) {
      auto const judged = compare(rest, shape);
      if (judged.verdict == Verdict::incomplete) found.consumed = std::min(found.consumed, at);
      if (judged.verdict != Verdict::valid) continue;
      if (!read_reply(rest.subspan(kMbapHeader, judged.size - kMbapHeader))) continue;
      put_answer(found, stream, at, judged.size, kMbapHeader, 0);
      return found;
    }
    at += std::max<std::size_t>(foreign_transaction(rest), 1);
  }
  return found;
}

}  // namespace e2ms::protocol::modbus
