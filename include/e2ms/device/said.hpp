#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace e2ms::device {

/// One frame in a few words.
struct Said {
  std::string who;      ///< the meter's address, for Modbus its unit
  std::string what;     ///< the function: "read", "write", "relay", "read_holding"
  bool reply = false;   ///< the meter speaks
  std::string item;     ///< "00010000", "trip", "40 x2"; may be empty, as the next two
  std::string value;    ///< of a reply, or what a request writes
  std::string refused;  ///< why, when it is a refusal
};

/// Of what decode_dlt645 and decode_cjt188 give, and of what decode_modbus gives.
Said say_meter(nlohmann::ordered_json const& frame);
Said say_modbus(nlohmann::ordered_json const& frame);

/// On one line, for a text file.
std::string to_text(Said const& said);

}  // namespace e2ms::device
