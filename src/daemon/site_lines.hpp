#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "e2ms/document/json_place.hpp"
#include "site.hpp"

namespace e2ms::daemon {

/// Reads the gateways and lines of a site file. Names, registrations and serial devices are unique
/// over all of them. `site` outlives it.
class LineReader {
 public:
  explicit LineReader(Site& site) : site_(site) {}

  /// A gateway with its lines.
  void gateway(document::JsonPlace& place);
  /// A line on its own, which is its own gateway.
  void line(document::JsonPlace& place);

  /// How the line of that name is framed; nothing for a name that is no line's.
  std::optional<Framing> framing_of(std::string const& name) const;

 private:
  void line(document::JsonPlace& place, std::string const& gateway);
  static LineMode mode(document::JsonPlace& place);
  static Framing framing(document::JsonPlace& place, LineMode mode);
  SerialPort serial(document::JsonPlace& place);
  static std::string heartbeats(document::JsonPlace& place);

  Site& site_;
  std::map<std::string, Framing> lines_;
  std::set<std::string> gateways_, registrations_, devices_;
};

/// A text that must not have stood there before.
std::string unique_text(document::JsonPlace& place, std::string_view name,
                        std::set<std::string>& taken);

}  // namespace e2ms::daemon
