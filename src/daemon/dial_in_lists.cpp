#include "dial_in_lists.hpp"

#include <array>
#include <utility>

namespace e2ms::daemon {

namespace {

/// Every rule costs each caller its time.
constexpr std::size_t kMostRules = 32;

std::optional<protocol::GreetingKind> kind_of(std::string_view word) {
  using Kind = protocol::GreetingKind;
  constexpr std::array<std::pair<std::string_view, Kind>, 3> kWords{
      {{"text", Kind::text}, {"hex", Kind::hex}, {"pattern", Kind::pattern}}};
  for (auto const& [spelled, kind] : kWords)
    if (word == spelled) return kind;
  return std::nullopt;
}

}  // namespace

std::vector<transport::Network> read_networks(document::JsonPlace& place, std::string_view name) {
  std::vector<transport::Network> networks;
  for (auto const& text : place.texts(name)) {
    if (auto const network = transport::Network::of(text))
      networks.push_back(*network);
    else
      place.wrong(name, "'" + text + "' is no network such as 203.0.113.0/24 or 2001:db8::/32");
  }
  return networks;
}

std::vector<protocol::GreetingRule> read_greetings(document::JsonPlace& place,
                                                   std::string_view name) {
  std::vector<protocol::GreetingRule> rules;
  for (auto& each : place.objects(name)) {
    auto const kind = kind_of(each.text("kind"));
    auto const rule = each.text("rule");
    each.text_if("note");
    if (!kind)
      each.wrong("kind", "must be text, hex or pattern");
    else if (!protocol::Greeting::of(*kind, rule))
      each.wrong("rule", "cannot be understood; docs/configuration.md tells how rules are written");
    else
      rules.push_back({*kind, rule});
    each.finish();
  }
  if (rules.size() > kMostRules)
    place.wrong(name, "has more than " + std::to_string(kMostRules) + " rules");
  return rules;
}

}  // namespace e2ms::daemon
