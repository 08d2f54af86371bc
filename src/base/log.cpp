#include "e2ms/base/log.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace e2ms::log {

namespace {

void append_quoted(std::string& out, std::string_view text) {
  constexpr char kDigits[] = "0123456789abcdef";
  out.push_back('"');
  for (char const c : text) {
    auto const code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (code < 0x20) {
      out += "\\u00";
      out.push_back(kDigits[code >> 4]);
      out.push_back(kDigits[code & 0x0F]);
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
}

std::string line_of(std::string_view event, Fields fields) {
  std::string line = "\"event\":";
  append_quoted(line, event);
  for (auto const& field : fields) {
    line.push_back(',');
    append_quoted(line, field.key());
    line.push_back(':');
    if (field.bare())
      line += field.text();
    else
      append_quoted(line, field.text());
  }
  return line;
}

spdlog::logger& logger() {
  static auto const instance = [] {
    auto made =
        std::make_shared<spdlog::logger>("e2ms", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_formatter(std::make_unique<spdlog::pattern_formatter>(
        "{\"at\":\"%Y-%m-%dT%H:%M:%S.%eZ\",\"level\":\"%l\",%v}", spdlog::pattern_time_type::utc));
    made->set_level(spdlog::level::warn);
    made->flush_on(spdlog::level::warn);
    return made;
  }();
  return *instance;
}

void write(spdlog::level::level_enum level, std::string_view event, Fields fields) {
  auto& out = logger();
  if (out.should_log(level)) out.log(level, line_of(event, fields));
}

}  // namespace

void open(Level smallest) {
  switch (smallest) {
    case Level::debug:
      return logger().set_level(spdlog::level::debug);
    case Level::info:
      return logger().set_level(spdlog::level::info);
    case Level::warn:
      return logger().set_level(spdlog::level::warn);
    case Level::error:
      return logger().set_level(spdlog::level::err);
  }
}

void close() {
  logger().flush();
}

void debug(std::string_view event, Fields fields) {
  write(spdlog::level::debug, event, fields);
}
void info(std::string_view event, Fields fields) {
  write(spdlog::level::info, event, fields);
}
void warn(std::string_view event, Fields fields) {
  write(spdlog::level::warn, event, fields);
}
void error(std::string_view event, Fields fields) {
  write(spdlog::level::err, event, fields);
}

}  // namespace e2ms::log
