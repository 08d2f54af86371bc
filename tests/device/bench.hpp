#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "e2ms/device/dialogue.hpp"
#include "e2ms/protocol/crc.hpp"
#include "e2ms/protocol/dlt645.hpp"
#include "e2ms/protocol/frame.hpp"
#include "e2ms/protocol/modbus.hpp"

namespace e2ms::device {

inline std::string text_of_file(std::string const& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// A model of the product, as shipped.
inline Model shipped(std::string const& id) {
  auto file = read_model(id, text_of_file(std::string(MODEL_FOLDER) + "/" + id + ".json"));
  for (auto const& problem : file.problems)
    ADD_FAILURE() << problem.file << problem.place << ": " << problem.text;
  return std::move(file.model).value();
}

inline Bytes hex(std::string_view text) {
  return from_hex(text).value();
}

inline Bytes join(Bytes a, Bytes const& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

constexpr Instant kNow{1'763'856'000'000};  // 2025-11-23T00:00:00Z

/// A DL/T 645 meter's side of the conversation.
struct Station645 {
  protocol::Station station = *protocol::station_of("201000000012");

  Bytes reply(Byte control, std::string_view data) const {
    return protocol::make_frame(station, control, hex(data));
  }
  /// The identifier in print order, the value in wire order.
  Bytes value(std::string_view di, std::string_view value) const {
    auto bytes = hex(di);
    std::reverse(bytes.begin(), bytes.end());
    auto const data = join(bytes, hex(value));
    return protocol::make_frame(station, 0x91, data);
  }
  Bytes refuse(Byte code) const { return protocol::make_frame(station, 0xD1, {{code}}); }
};

/// The identifier a request asks for, as printed, or the function when it has none.
inline std::string asked(Request const& request) {
  auto const found = protocol::find_frame(request.bytes);
  if (!found.frame) return "no frame";
  auto const parts = protocol::dlt645::parts_of(*found.frame);
  if (!parts.di) return "function " + to_hex({{found.frame->control}});
  auto const di = *parts.di;
  return to_hex(Bytes{static_cast<Byte>(di >> 24), static_cast<Byte>(di >> 16),
                      static_cast<Byte>(di >> 8), static_cast<Byte>(di)});
}

inline Bytes with_crc(std::string_view text) {
  auto frame = hex(text);
  auto const crc = protocol::crc16(frame);
  frame.push_back(static_cast<Byte>(crc));
  frame.push_back(static_cast<Byte>(crc >> 8));
  return frame;
}

/// Gives the dialogue an answer to the request it has just made.
inline Progress give(Dialogue& dialogue, Bytes bytes) {
  auto const progress = dialogue.take(bytes, kNow);
  EXPECT_TRUE(progress);
  return progress ? *progress : Progress::answered;
}

}  // namespace e2ms::device
