#include "config.hpp"

#include <functional>
#include <map>
#include <variant>

#include "dial_in_lists.hpp"

namespace e2ms::daemon {

namespace {

using Text = std::function<void(Config&, std::string const&)>;
using Number = std::function<void(Config&, std::int64_t)>;
using Flag = std::function<void(Config&, bool)>;
/// Reads a list, and says itself what is wrong in it.
using List = std::function<void(Config&, document::JsonPlace&)>;

struct Key {
  std::string_view section;  ///< "" for the top level
  std::string_view name;
  std::variant<Text, Number, Flag, List> set;
  document::JsonPlace::Range range = {0, 0};
};

/// Lets a table line name the member it sets, whatever integer type it has.
template <class Member>
Number number(Member member) {
  return [member](Config& config, std::int64_t value) {
    auto& target = member(config);
    target = static_cast<std::remove_reference_t<decltype(target)>>(value);
  };
}

template <class Member>
Number in_seconds(Member member) {
  return [member](Config& config, std::int64_t value) { member(config) = seconds(value); };
}

template <class Member>
Number in_milliseconds(Member member) {
  return [member](Config& config, std::int64_t value) { member(config) = milliseconds(value); };
}

template <class Member>
Text text(Member member) {
  return [member](Config& config, std::string const& value) { member(config) = value; };
}

constexpr std::int64_t kFewestTraceDays = 100;
constexpr document::JsonPlace::Range kPort{0, 65'535};
constexpr document::JsonPlace::Range kCount{1, 1'000'000};
constexpr document::JsonPlace::Range kBytes{1024, 64 * 1024 * 1024};
constexpr document::JsonPlace::Range kSeconds{1, 86'400};
constexpr document::JsonPlace::Range kDrift{5, 3600};
constexpr document::JsonPlace::Range kMilliseconds{1, 60'000};

std::vector<Key> web_keys() {
  return {
      {"web", "address", text([](Config & c) -> auto& { return c.web_address; })},
      {"web", "port", number([](Config & c) -> auto& { return c.web_port; }), kPort},
      {"web", "certificate", text([](Config & c) -> auto& { return c.tls.certificate; })},
      {"web", "key", text([](Config & c) -> auto& { return c.tls.key; })},
      {"web", "self_signed", Flag([](Config& c, bool value) { c.self_signed = value; })},
      {"web", "self_signed_host", text([](Config & c) -> auto& { return c.self_signed_host; })},
      {"web", "connections", number([](Config & c) -> auto& { return c.web.connections; }), kCount},
      {"web", "connections_per_peer",
       number([](Config & c) -> auto& { return c.web.connections_per_peer; }), kCount},
      {"web", "requests_per_connection",
       number([](Config & c) -> auto& { return c.web.requests_per_connection; }), kCount},
      {"web", "header_bytes", number([](Config & c) -> auto& { return c.web.header_bytes; }),
       kBytes},
      {"web", "body_bytes", number([](Config & c) -> auto& { return c.web.body_bytes; }), kBytes},
      {"web", "json_depth", number([](Config & c) -> auto& { return c.web.json_depth; }), {1, 100}},
      {"web", "handshake_s", in_seconds([](Config & c) -> auto& { return c.web.handshake; }),
       kSeconds},
      {"web", "header_s", in_seconds([](Config & c) -> auto& { return c.web.header; }), kSeconds},
      {"web", "body_s", in_seconds([](Config & c) -> auto& { return c.web.body; }), kSeconds},
      {"web", "idle_s", in_seconds([](Config & c) -> auto& { return c.web.idle; }), kSeconds},
      {"web", "write_s", in_seconds([](Config & c) -> auto& { return c.web.write; }), kSeconds},
      {"web", "farewell_s", in_seconds([](Config & c) -> auto& { return c.web.farewell; }),
       kSeconds},
      {"web", "sweep_ms", in_milliseconds([](Config & c) -> auto& { return c.web.sweep; }),
       kMilliseconds},
  };
}

std::vector<Key> dial_in_keys() {
  return {
      {"dial_in", "address", text([](Config & c) -> auto& { return c.dial_in_address; })},
      {"dial_in", "port", number([](Config & c) -> auto& { return c.dial_in_port; }), kPort},
      {"dial_in", "unidentified",
       number([](Config & c) -> auto& { return c.dial_in.unidentified; }), kCount},
      {"dial_in", "unidentified_per_peer",
       number([](Config & c) -> auto& { return c.dial_in.unidentified_per_peer; }), kCount},
      {"dial_in", "identified", number([](Config & c) -> auto& { return c.dial_in.identified; }),
       kCount},
      {"dial_in", "accepts_per_second",
       number([](Config & c) -> auto& { return c.dial_in.accepts_per_second; }), kCount},
      {"dial_in", "greeting_s",
       in_seconds([](Config & c) -> auto& { return c.dial_in.greeting_time; }), kSeconds},
      {"dial_in", "greeting_pause_ms",
       in_milliseconds([](Config & c) -> auto& { return c.dial_in.greeting_pause; }),
       kMilliseconds},
      {"dial_in",
       "greeting_bytes",
       number([](Config & c) -> auto& { return c.dial_in.greeting_bytes; }),
       {16, protocol::kLongestGreeting}},
      {"dial_in", "silent_s", in_seconds([](Config & c) -> auto& { return c.silent_limit; }),
       kSeconds},
      {"dial_in",
       "strangers",
       number([](Config & c) -> auto& { return c.strangers; }),
       {1, 100'000}},
      {"dial_in", "allow", List([](Config& c, document::JsonPlace& place) {
         c.dial_in.allow = read_networks(place, "allow");
       })},
      {"dial_in", "greetings", List([](Config& c, document::JsonPlace& place) {
         c.greetings = read_greetings(place, "greetings");
       })},
  };
}

std::vector<Key> line_keys() {
  return {
      {"field",
       "figures_s",
       in_seconds([](Config & c) -> auto& { return c.figures_every; }),
       {5, 86'400}},
      {"field",
       "recording_s",
       in_seconds([](Config & c) -> auto& { return c.web.longest_recording; }),
       {60, 604'800}},
      {"field",
       "frames_per_line",
       number([](Config & c) -> auto& { return c.frames_per_line; }),
       {100, 200'000}},
      {"field",
       "frames_days",
       Number([](Config& c, std::int64_t value) { c.frames_kept = days(value); }),
       {1, 3650}},
      {"serial",
       "modbus_lines",
       number([](Config & c) -> auto& { return c.modbus_lines; }),
       {0, 256}},
      {"tcp",
       "keepalive_s",
       in_seconds([](Config & c) -> auto& { return c.tcp.keep_alive.idle; }),
       {1, 32'767}},
      {"tcp",
       "keepalive_interval_s",
       in_seconds([](Config & c) -> auto& { return c.tcp.keep_alive.interval; }),
       {1, 32'767}},
      {"tcp",
       "keepalive_probes",
       number([](Config & c) -> auto& { return c.tcp.keep_alive.probes; }),
       {1, 127}},
      {"tcp",
       "user_timeout_s",
       in_seconds([](Config & c) -> auto& { return c.tcp.keep_alive.user_timeout; }),
       {1, 3600}},
      {"tcp",
       "unread_bytes",
       number([](Config & c) -> auto& { return c.tcp.unread_bytes; }),
       {512, 65'536}},
  };
}

std::vector<Key> history_keys() {
  return {
      {"billing",
       "close_after_h",
       number([](Config & c) -> auto& { return c.close_bills_after_h; }),
       {0, 720}},
      {"tariffs",
       "second_person_percent",
       number([](Config & c) -> auto& { return c.four_eyes.percent; }),
       {0, 10'000}},
      {"tariffs",
       "second_person_accounts",
       number([](Config & c) -> auto& { return c.four_eyes.accounts; }),
       {0, 1'000'000}},
      {"history",
       "compact_hour",
       number([](Config & c) -> auto& { return c.history.compact_hour; }),
       {0, 23}},
      {"history",
       "compact_after_days",
       number([](Config & c) -> auto& { return c.history.compact_after_days; }),
       {1, 3650}},
      {"history",
       "readings_days",
       number([](Config & c) -> auto& { return c.history.readings_days; }),
       {0, 36'500}},
      {"history",
       "traces_days",
       number([](Config & c) -> auto& { return c.history.traces_days; }),
       {0, 36'500}},
  };
}

std::optional<log::Level> level_of(std::string_view word) {
  if (word == "debug") return log::Level::debug;
  if (word == "info") return log::Level::info;
  if (word == "warn") return log::Level::warn;
  if (word == "error") return log::Level::error;
  return std::nullopt;
}

std::vector<Key> keys() {
  std::vector<Key> all{
      {"", "database", text([](Config & c) -> auto& { return c.database; })},
      {"", "models", text([](Config & c) -> auto& { return c.models; })},
      {"", "log_level", Text([](Config& c, std::string const& word) {
         c.log_level = level_of(word).value_or(c.log_level);
       })},
      {"", "stop_grace_s", in_seconds([](Config & c) -> auto& { return c.stop_grace; }), kSeconds},
      {"",
       "clock_behind_s",
       in_seconds([](Config & c) -> auto& { return c.clock_behind; }),
       {60, 3'153'600'000}},
      {"clock", "alarm_s", in_seconds([](Config & c) -> auto& { return c.clocks.alarm; }), kDrift},
      {"clock", "correct_s", in_seconds([](Config & c) -> auto& { return c.clocks.correct; }),
       kDrift},
      {"clock", "need_synchronised",
       Flag([](Config& c, bool value) { c.clocks.need_synchronised = value; })},
      {"store", "waiting_commands",
       number([](Config & c) -> auto& { return c.store.waiting_commands; }), kCount},
      {"store", "waiting_questions",
       number([](Config & c) -> auto& { return c.store.waiting_questions; }), kCount},
      {"store", "commands_per_commit",
       number([](Config & c) -> auto& { return c.store.commands_per_commit; }), kCount},
      {"store",
       "gather_ms",
       in_milliseconds([](Config & c) -> auto& { return c.store.gather; }),
       {0, 1000}},
      {"store", "readers", number([](Config & c) -> auto& { return c.store.readers; }), {1, 64}},
  };
  for (auto& key : history_keys()) all.push_back(std::move(key));
  for (auto& key : web_keys()) all.push_back(std::move(key));
  for (auto& key : dial_in_keys()) all.push_back(std::move(key));
  for (auto& key : line_keys()) all.push_back(std::move(key));
  return all;
}

void take(Config& config, Key const& key, document::JsonPlace& place) {
  if (!place.has(key.name)) return;
  if (auto const* const set = std::get_if<Text>(&key.set)) {
    if (auto const value = place.text_if(key.name)) (*set)(config, *value);
  } else if (auto const* const number = std::get_if<Number>(&key.set)) {
    (*number)(config, place.integer_or(key.name, key.range, key.range.smallest));
  } else if (auto const* const list = std::get_if<List>(&key.set)) {
    (*list)(config, place);
  } else {
    std::get<Flag>(key.set)(config, place.boolean_or(key.name, false));
  }
}

void check_level(document::JsonPlace& root) {
  auto const word = root.text_if("log_level");
  if (word && !level_of(*word)) root.wrong("log_level", "must be debug, info, warn or error");
}

/// Readings that are not packed yet cannot be forgotten, nor looks at clocks that freezes may need.
void check_history(Config const& config, document::JsonPlace& history) {
  auto const keep = config.history.readings_days;
  if (keep != 0 && keep <= config.history.compact_after_days)
    history.wrong("readings_days", "must be 0, for ever, or more than compact_after_days");
  auto const traces = config.history.traces_days;
  if (traces != 0 && traces < kFewestTraceDays)
    history.wrong("traces_days", "must be 0, for ever, or at least 100");
}

}  // namespace

ConfigFile read_config(std::string const& path) {
  ConfigFile file;
  auto const json = document::read_json_file(path, file.problems);
  if (!json) return file;
  Config config;
  document::JsonPlace root(*json, "", file.problems);
  std::map<std::string_view, document::JsonPlace> sections;
  for (std::string_view const name :
       {"clock", "store", "billing", "history", "web", "dial_in", "field", "serial", "tcp"})
    if (root.has(name)) sections.emplace(name, root.object(name));
  for (auto const& key : keys()) {
    auto const section = sections.find(key.section);
    if (key.section.empty())
      take(config, key, root);
    else if (section != sections.end())
      take(config, key, section->second);
  }
  check_level(root);
  if (sections.contains("history")) check_history(config, sections.at("history"));
  for (auto& [name, section] : sections) section.finish();
  root.finish();
  if (file.problems.empty()) file.config = std::move(config);
  return file;
}

std::vector<std::string> config_keys() {
  std::vector<std::string> names;
  for (auto const& key : keys())
    names.push_back(key.section.empty() ? std::string(key.name)
                                        : std::string(key.section) + "." + std::string(key.name));
  return names;
}

}  // namespace e2ms::daemon
