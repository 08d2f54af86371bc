#include "e2ms/protocol/greeting.hpp"

#include <array>
#include <string>

#include "targets.hpp"

namespace e2ms::fuzz {
namespace {

using protocol::Greeting;
using protocol::Heard;

void hear(Greeting const& greeting, ByteView stream) {
  for (bool const quiet : {false, true}) {
    auto const heard = greeting.hear(stream, quiet);
    require(heard.length <= stream.size());
    if (heard.kind != Heard::Kind::named) continue;
    require(!heard.id.empty());
    require(heard.id.size() <= 2 * protocol::kLongestGreetingId);
  }
}

}  // namespace

/// A rule from the front of the input, then what a caller sends.
void fuzz_greeting(ByteView input) {
  constexpr std::array<std::string_view, 5> kPatterns{
      "^IMEI:([0-9]{15})", "(\\d+)", "^[A-Z]{2}([0-9A-F]{12})\\r\\n", "a(b|c)*d", "(x+x+)+y"};
  Reader reader(input);
  auto const kind = reader.byte();
  auto const text = reader.bytes(kind / 4U);
  std::string const rule(text.begin(), text.end());
  auto const stream = reader.rest();
  std::optional<Greeting> greeting;
  if (kind % 3 == 0) greeting = Greeting::of(protocol::GreetingKind::text, rule);
  if (kind % 3 == 1) greeting = Greeting::of(protocol::GreetingKind::hex, rule);
  if (kind % 3 == 2)
    greeting = Greeting::of(protocol::GreetingKind::pattern, kPatterns.at(kind % kPatterns.size()));
  if (greeting)
    for (std::size_t size = 0; size <= stream.size(); size += 1 + size / 4)
      hear(*greeting, stream.first(size));

  protocol::KnownNames names;
  names.add("DTU-1", {});
  names.add("DTU-12", {{Byte{'p'}}});
  if (!rule.empty()) names.add(rule, {Bytes(stream.begin(), stream.end())});
  for (bool const quiet : {false, true}) require(names.hear(stream, quiet).length <= stream.size());

  protocol::GreetingRules rules;
  if (greeting) rules.add(*std::move(greeting));
  auto const known = [&rule](std::string const& id) { return id == rule; };
  for (bool const quiet : {false, true})
    require(rules.hear(stream, quiet, known).length <= stream.size());

  protocol::Heartbeats beats;
  beats.add({0xFE});
  if (!text.empty()) beats.add(Bytes(text.begin(), text.end()));
  Bytes stripped(stream.begin(), stream.end());
  beats.strip(stripped);
  require(stripped.size() <= stream.size());
  require(beats.strip(stripped) == 0);
}

}  // namespace e2ms::fuzz
