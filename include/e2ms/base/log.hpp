#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "e2ms/base/fault.hpp"
#include "e2ms/base/id.hpp"
#include "e2ms/base/time.hpp"

/// Structured logging: one JSON object a line, a stable event name and its facts. Every event is
/// explained in docs/events.md (a test compares). Never a secret, a token or a whole telephone
/// number.
namespace e2ms::log {

enum class Level { debug, info, warn, error };

/// One fact of an event.
class Field {
 public:
  Field(std::string_view key, std::string_view value) : key_(key), text_(value) {}
  Field(std::string_view key, char const* value) : key_(key), text_(value) {}
  Field(std::string_view key, std::string const& value) : key_(key), text_(value) {}
  Field(std::string_view key, bool value)
      : key_(key), text_(value ? "true" : "false"), bare_(true) {}
  template <std::integral I>
  Field(std::string_view key, I value) : key_(key), text_(std::to_string(value)), bare_(true) {}
  template <class Kind>
  Field(std::string_view key, Id<Kind> id)
      : key_(key), text_(std::to_string(id.value)), bare_(true) {}
  Field(std::string_view key, Fault fault)
      : key_(key), text_(std::string(word(fault.code)) + "/" + std::to_string(fault.detail)) {}
  Field(std::string_view key, Instant at) : key_(key), text_(to_iso(at)) {}

  std::string_view key() const { return key_; }
  std::string const& text() const { return text_; }
  /// True when the text is a JSON number or literal and stands without quotes.
  bool bare() const { return bare_; }

 private:
  std::string_view key_;
  std::string text_;
  bool bare_ = false;
};

using Fields = std::initializer_list<Field>;

/// Chooses the smallest level that is written. Lines go to standard error, where journald takes
/// them. Until it is called, warnings and errors are written. Call before threads start.
void open(Level smallest);
/// Ends logging so that every line is out.
void close();

void debug(std::string_view event, Fields fields = {});
void info(std::string_view event, Fields fields = {});
void warn(std::string_view event, Fields fields = {});
void error(std::string_view event, Fields fields = {});

}  // namespace e2ms::log
