#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "e2ms/base/log.hpp"
#include "e2ms/document/json_place.hpp"
#include "e2ms/domain/clock_keeping.hpp"
#include "e2ms/domain/four_eyes.hpp"
#include "e2ms/field/clockwork.hpp"
#include "e2ms/http/limits.hpp"
#include "e2ms/http/tls.hpp"
#include "e2ms/protocol/greeting.hpp"
#include "e2ms/store/open.hpp"
#include "e2ms/transport/dial_in.hpp"

namespace e2ms::daemon {

/// Everything an operator can set, with its default. docs/configuration.md explains each key; a
/// test compares it with the table in config.cpp.
struct Config {
  std::string database = "/var/lib/e2ms/e2ms.db";
  std::string models = "/usr/share/e2ms/models";
  log::Level log_level = log::Level::info;

  std::string web_address = "::";
  std::uint16_t web_port = 443;
  http::TlsFiles tls{"/etc/e2ms/tls/certificate.pem", "/etc/e2ms/tls/key.pem"};
  /// Makes a certificate at first start when there is none; a browser will warn.
  bool self_signed = false;
  std::string self_signed_host = "localhost";
  http::Limits web;

  std::string dial_in_address = "::";
  /// 0: nobody may dial in.
  std::uint16_t dial_in_port = 7001;
  transport::DialInLimits dial_in;
  /// How a registration packet is told that is more than the name of its gateway, in this order.
  std::vector<protocol::GreetingRule> greetings;
  /// Gateways that call and are not known: so many are listed.
  std::size_t strangers = 1000;
  /// Wired buses that carry Modbus alone: so many can be open.
  std::size_t modbus_lines = 16;
  /// Of every connection to a gateway, whoever dialled.
  transport::TcpLimits tcp;
  /// A gateway that dialled in and says nothing for so long is dropped.
  Duration silent_limit = minutes(5);

  /// How often it is written down how a line does.
  Duration figures_every = minutes(1);
  /// Of a line that is recorded: so many pieces are kept, and for so long.
  std::int64_t frames_per_line = 20'000;
  Duration frames_kept = days(7);

  store::Limits store;
  std::int64_t close_bills_after_h = 24;  ///< from the end of their month
  /// From where on a second person must approve prices.
  FourEyes four_eyes;
  field::HistoryRules history;
  /// Between the last request and the end of the process.
  Duration stop_grace = seconds(10);
  /// No meter is polled while the clock is further behind the newest reading.
  Duration clock_behind = days(1);
  /// How exact the clocks of the meters shall be.
  ClockRules clocks;
};

/// The configuration, or everything that is wrong with it.
struct ConfigFile {
  std::optional<Config> config;
  document::FileProblems problems;
};

ConfigFile read_config(std::string const& path);

/// All keys in dotted form, in the table's order; for the test that compares them with the docs.
std::vector<std::string> config_keys();

}  // namespace e2ms::daemon
