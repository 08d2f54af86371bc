#include "e2ms/device/line_reader.hpp"

#include <algorithm>
#include <utility>

#include "e2ms/protocol/cjt188.hpp"
#include "e2ms/protocol/frame.hpp"

namespace e2ms::device {
namespace {

using protocol::dlt645::Edition;

// A line that only talks would be read again and again from its beginning.
constexpr std::size_t kLongestAnswer = 4096;

/// The functions 1, 2, 4, 0F and 10 belong to the older edition alone.
bool is_of_1997(Byte control) {
  Byte const function = control & 0x1F;
  return function == 0x01 || function == 0x02 || function == 0x04 || function == 0x0F ||
         function == 0x10;
}

}  // namespace

LineReader::Pieces LineReader::sent(ByteView bytes) {
  stream_.clear();
  told_ = 0;
  learn_tongue(bytes);
  return shown(tongue_ == Tongue::modbus ? decode_modbus(bytes, modbus_framing(), std::nullopt)
                                         : decode(bytes),
               0);
}

LineReader::Pieces LineReader::arrived(ByteView bytes) {
  if (stream_.size() + bytes.size() > kLongestAnswer) {
    stream_.clear();
    told_ = 0;
  }
  stream_.insert(stream_.end(), bytes.begin(), bytes.end());
  if (tongue_ == Tongue::unknown) learn_tongue(stream_);
  auto const frames = decode(stream_);
  auto const from = std::min(std::exchange(told_, frames.size()), frames.size());
  return shown(frames, from);
}

void LineReader::learn_tongue(ByteView question) {
  request_.reset();
  if (framing_ == Framing::tcp) {
    tongue_ = Tongue::modbus;
    request_ = read_modbus_request(question, ModbusFraming::tcp);
    return;
  }
  if (auto const found = protocol::find_frame(question, protocol::kLongestData); found.frame) {
    tongue_ = is_of_1997(found.frame->control) ? Tongue::dlt645_1997 : Tongue::dlt645_2007;
    return;
  }
  if (protocol::cjt188::find_frame(question).frame) {
    tongue_ = Tongue::cjt188;
    return;
  }
  request_ = read_modbus_request(question, ModbusFraming::rtu);
  tongue_ = request_ ? Tongue::modbus : Tongue::unknown;
}

ModbusFraming LineReader::modbus_framing() const {
  return framing_ == Framing::tcp ? ModbusFraming::tcp : ModbusFraming::rtu;
}

Frames LineReader::decode(ByteView stream) const {
  switch (tongue_) {
    case Tongue::dlt645_1997:
      return decode_dlt645(stream, Edition::y1997, protocol::kLongestData);
    case Tongue::dlt645_2007:
      return decode_dlt645(stream, Edition::y2007, protocol::kLongestData);
    case Tongue::cjt188:
      return decode_cjt188(stream);
    case Tongue::modbus:
      return decode_modbus(stream, modbus_framing(), request_);
    case Tongue::unknown:
      return {};
  }
  return {};
}

LineReader::Pieces LineReader::shown(Frames const& frames, std::size_t from) const {
  Pieces pieces;
  for (auto at = from; at < frames.size(); ++at) {
    auto said = tongue_ == Tongue::modbus ? say_modbus(frames[at]) : say_meter(frames[at]);
    pieces.push_back({std::move(said), frames[at]});
  }
  return pieces;
}

}  // namespace e2ms::device
