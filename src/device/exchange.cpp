#include "exchange.hpp"

#include <algorithm>

#include "e2ms/base/ensure.hpp"
#include "e2ms/protocol/dlt645_items.hpp"

namespace e2ms::device {
namespace {

namespace dlt645 = protocol::dlt645;
namespace modbus = protocol::modbus;
namespace cjt188 = protocol::cjt188;

constexpr int kAttempts = 3;                    // of a meter that answers now and then
constexpr int kAttemptsUnheard = 2;             // of one that was silent from the start
constexpr Duration kQuiet = milliseconds(500);  // before a question is repeated
constexpr std::size_t kPreamble = 4;
constexpr std::size_t kDiBytes = 4;
constexpr std::size_t kFlowAnswer = 22;      // identifier, number, and what decode_flow takes
constexpr std::size_t kLongestValue = 4096;  // of all follow-up frames together

/// The longest frame that may answer a read of this identifier.
std::size_t longest_frame(std::uint32_t di, dlt645::Edition edition) {
  std::size_t value = protocol::kUsualData - kDiBytes;
  if (auto const item = dlt645::find_item(di, edition))
    value = std::min(value, item->most_bytes().value_or(value));
  return kPreamble + protocol::kFrameOverhead + kDiBytes + value;
}

void drop(Bytes& stream, std::size_t count) {
  stream.erase(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(count));
}

bool writes(modbus::Query const& query) {
  return query.pdu[0] > modbus::kReadInput;
}

}  // namespace

Exchange::Exchange(std::optional<MeterAddress> address, LineTraits line, Pace pace)
    : address_(std::move(address)), line_(line), pace_(pace) {
  if (address_ && address_->protocol() == Protocol::dlt645_1997) edition_ = dlt645::Edition::y1997;
}

void Exchange::start(Question question, Duration pause) {
  ENSURE(!open());
  question_ = std::move(question);
  sent_ = 0;
  rewind(std::max(pause, pace_.quiet));
}

/// From the first frame of the question on.
void Exchange::rewind(Duration pause) {
  pause_ = pause;
  value_.clear();
  follow_up_ = 0;
}

Request Exchange::request() {
  ENSURE(open());
  if (follow_up_ == 0) ++sent_;
  Request request{{}, 0, true, pace_.answer_within, pause_};
  std::visit([&](auto const& question) { fill(request, question); }, *question_);
  if (!request.expects_answer) question_.reset();
  return request;
}

void Exchange::fill(Request& request, ReadItem const& item) {
  auto const station = address_->station();
  request.bytes = follow_up_ == 0
                      ? dlt645::read_request(station, item.di, edition_)
                      : dlt645::read_next_request(station, item.di, follow_up_, edition_);
  request.longest_answer = longest_frame(item.di, edition_);
}

void Exchange::fill(Request& request, Order const& order) {
  request.bytes = order.frame;
  request.longest_answer = kPreamble + protocol::kFrameOverhead + 2;
}

void Exchange::fill(Request& request, Tell const& tell) {
  request.bytes = tell.frame;
  request.expects_answer = false;
}

void Exchange::fill(Request& request, AskAddress const&) {
  request.bytes = dlt645::read_address_request();
  request.longest_answer =
      kPreamble + protocol::kFrameOverhead + std::tuple_size_v<protocol::Station>;
}

void Exchange::fill(Request& request, Registers const& registers) {
  bool const tcp = line_.framing == Framing::tcp;
  request.answers_look_alike = !tcp;
  if (tcp) transaction_ = line_.transactions->take();
  request.bytes =
      tcp ? modbus::tcp_frame(registers.query, transaction_) : modbus::rtu_frame(registers.query);
  request.longest_answer = *modbus::answer_size(registers.query) + modbus::kMbapHeader;
}

void Exchange::fill(Request& request, AskWater const& water) {
  // Numbered, so that a late answer is told from the one that is waited for.
  if (line_.transactions != nullptr) transaction_ = line_.transactions->take();
  auto const number = static_cast<Byte>(transaction_);
  cjt188::Target const target{water.traits.type, address_->water_station(), water.traits.order};
  request.bytes = water.order ? cjt188::valve_request(target, *water.order, number)
                              : cjt188::read_request(target, cjt188::kFlow, number);
  request.longest_answer = kPreamble + cjt188::kFrameOverhead + kFlowAnswer;
}

Heard Exchange::take(Bytes& stream) {
  ENSURE(open());
  if (auto const* registers = std::get_if<Registers>(&*question_))
    return take_registers(stream, registers->query);
  if (auto const* water = std::get_if<AskWater>(&*question_)) return take_water(stream, *water);
  return take_frames(stream);
}

Heard Exchange::take_frames(Bytes& stream) {
  for (;;) {
    auto const found = protocol::find_frame(stream);
    if (!found.frame) {
      drop(stream, found.keep_from);
      return {};
    }
    drop(stream, found.end);
    if (auto heard = judge(*found.frame)) return *std::move(heard);
  }
}

/// Nothing for a frame that is no answer to the question: waiting goes on.
std::optional<Heard> Exchange::judge(protocol::Frame const& frame) {
  auto const parts = dlt645::parts_of(frame, edition_);
  if (!parts.reply) return std::nullopt;  // an echo, or another master
  if (std::holds_alternative<AskAddress>(*question_)) {
    bool const address = parts.function == dlt645::Function::read_address && !parts.refused &&
                         parts.value.size() == frame.station.size();
    if (!address) return std::nullopt;
    return settle(Bytes(parts.value.begin(), parts.value.end()));
  }
  if (!protocol::answers_for(address_->station(), frame.station)) return std::nullopt;
  auto const* order = std::get_if<Order>(&*question_);
  auto const expected = order != nullptr  ? order->function
                        : follow_up_ == 0 ? dlt645::Function::read
                                          : dlt645::Function::read_next;
  if (parts.function != expected) return std::nullopt;
  if (parts.refused) {
    Byte const code = parts.value.empty() ? 0 : parts.value[0];
    return refuse({FaultCode::device_refused, code});
  }
  if (order != nullptr) return settle(Bytes(parts.value.begin(), parts.value.end()));
  return judge_read(parts, std::get<ReadItem>(*question_).di);
}

std::optional<Heard> Exchange::judge_read(dlt645::Parts const& parts, std::uint32_t di) {
  if (parts.di != di) return std::nullopt;
  bool const counted = follow_up_ != 0 && edition_ == dlt645::Edition::y2007;
  if (counted && parts.number != follow_up_) return std::nullopt;
  spoke_ = true;
  value_.insert(value_.end(), parts.value.begin(), parts.value.end());
  if (!parts.more) return settle(std::move(value_));
  if (value_.size() > kLongestValue || follow_up_ == 0xFF) return fail({FaultCode::bad_value});
  ++follow_up_;
  pause_ = pace_.quiet;
  return Heard{Heard::Kind::again};
}

Heard Exchange::take_registers(Bytes& stream, modbus::Query const& query) {
  auto const found = line_.framing == Framing::tcp
                         ? modbus::find_answer_tcp(stream, query, transaction_)
                         : modbus::find_answer_rtu(stream, query);
  if (!found.pdu) {
    drop(stream, found.consumed);
    return {};
  }
  auto const reply = modbus::read_reply(*found.pdu);
  ENSURE(reply.has_value());
  auto heard = reply->exception ? exception(*reply->exception, writes(query))
                                : settle(Bytes(reply->payload.begin(), reply->payload.end()));
  drop(stream, found.consumed);
  return heard;
}

Heard Exchange::exception(Byte code, bool writing) {
  switch (code) {
    case modbus::kNoPath:
    case modbus::kNoAnswer:
      // The gateway speaks for a silent meter: the line is fine.
      return fail_or_repeat({FaultCode::timeout, code});
    case modbus::kAcknowledged:
      if (writing) return settle({});
      [[fallthrough]];
    case modbus::kBusy:
      return fail_or_repeat({FaultCode::device_busy, code});
    default:
      return refuse({FaultCode::device_refused, code});
  }
}

Heard Exchange::take_water(Bytes& stream, AskWater const& question) {
  for (;;) {
    auto const found = cjt188::find_frame(stream);
    if (!found.frame) {
      drop(stream, found.keep_from);
      return {};
    }
    drop(stream, found.end);
    if (auto heard = judge_water(*found.frame, question)) return *std::move(heard);
  }
}

/// Nothing for a frame that is no answer to the question: waiting goes on.
std::optional<Heard> Exchange::judge_water(cjt188::Frame const& frame, AskWater const& question) {
  auto const parts = cjt188::parts_of(frame, question.traits.order);
  bool const ours = parts.reply && frame.station == address_->water_station() &&
                    parts.function == (question.order ? cjt188::kWrite : cjt188::kRead) &&
                    parts.number == static_cast<Byte>(transaction_);
  if (!ours) return std::nullopt;
  if (parts.refused)
    return refuse({FaultCode::device_refused, parts.value.empty() ? 0 : parts.value[0]});
  if (parts.di != (question.order ? cjt188::kValve : cjt188::kFlow)) return std::nullopt;
  return settle(Bytes(parts.value.begin(), parts.value.end()));
}

/// A refusal names no item: it may be a late one, so a question is repeated once.
Heard Exchange::refuse(Fault refusal) {
  return sent_ > 1 ? fail(refusal) : fail_or_repeat(refusal);
}

Heard Exchange::settle(Bytes value) {
  spoke_ = true;
  question_.reset();
  return {Heard::Kind::value, std::move(value)};
}

Heard Exchange::fail(Fault fault) {
  question_.reset();
  return {Heard::Kind::failed, {}, fault};
}

Heard Exchange::fail_or_repeat(Fault fault) {
  if (!repeatable()) return fail(fault);
  rewind(std::max(kQuiet, pace_.quiet));
  return {Heard::Kind::again};
}

bool Exchange::timed_out() {
  ENSURE(open());
  if (repeatable()) {
    rewind(std::max(kQuiet, pace_.quiet));
    return true;
  }
  question_.reset();
  return false;
}

/// Reading changes nothing. What orders is sent once: whether it was obeyed is asked, not guessed.
bool Exchange::repeatable() const {
  if (std::holds_alternative<Order>(*question_)) return false;
  auto const* water = std::get_if<AskWater>(&*question_);
  if (water != nullptr && water->order) return false;
  auto const* registers = std::get_if<Registers>(&*question_);
  if (registers != nullptr && writes(registers->query)) return false;
  return sent_ < (spoke_ ? kAttempts : kAttemptsUnheard);
}

}  // namespace e2ms::device
