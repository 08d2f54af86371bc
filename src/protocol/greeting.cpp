#include "e2ms/protocol/greeting.hpp"

#include <algorithm>

// A stranger's bytes must not buy more of our time than they are worth: a matcher that went back
// so many times gives up. Boost's own limit is a second or more for a clumsy expression.
#define BOOST_REGEX_MAX_STATE_COUNT 20000
#include <boost/regex.hpp>
#include <stdexcept>
#include <variant>

#include "e2ms/base/ensure.hpp"
#include "e2ms/base/text.hpp"

namespace e2ms::protocol {
namespace {

constexpr std::string_view kPlace = "{id";
constexpr std::size_t kLongestPattern = 256;

Heard const kForeign{Heard::Kind::foreign};
Heard const kWaiting{Heard::Kind::waiting};

/// A fixed beginning, perhaps a name, a fixed end.
struct Template {
  Bytes before;
  bool has_id = false;
  std::size_t id_bytes = 0;  // 0: as long as it is made of name characters
  Bytes after;
  bool hex = false;
};

bool names(Byte byte) {
  constexpr std::string_view kOthers = "-_.:";
  bool const digit = byte >= '0' && byte <= '9';
  bool const letter = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
  return digit || letter || kOthers.find(static_cast<char>(byte)) != kOthers.npos;
}

bool is_name(ByteView bytes) {
  bool const printable =
      std::all_of(bytes.begin(), bytes.end(), [](Byte byte) { return byte > 0x20 && byte < 0x7F; });
  return printable && !bytes.empty() && bytes.size() <= kLongestGreetingId;
}

/// Compares as far as both reach.
bool agree(ByteView stream, ByteView expected) {
  auto const common = std::min(stream.size(), expected.size());
  auto const end = expected.begin() + static_cast<std::ptrdiff_t>(common);
  return std::equal(expected.begin(), end, stream.begin());
}

Heard named(std::string id, std::size_t length) {
  return {Heard::Kind::named, std::move(id), length};
}

/// The name between the fixed parts, which has no fixed length. `rest` begins with it.
std::optional<std::size_t> open_end(Template const& rule, ByteView rest, bool quiet) {
  auto const end = std::find_if_not(rest.begin(), rest.end(), names);
  auto const length = static_cast<std::size_t>(end - rest.begin());
  if (rule.after.empty()) return end != rest.end() || quiet ? std::optional(length) : std::nullopt;
  // The end may itself be made of name characters.
  auto const found = std::search(rest.begin(), rest.end(), rule.after.begin(), rule.after.end());
  if (found == rest.end()) return std::nullopt;
  return static_cast<std::size_t>(found - rest.begin());
}

Heard hear_template(Template const& rule, ByteView stream, bool quiet) {
  if (!agree(stream, rule.before)) return kForeign;
  if (stream.size() < rule.before.size()) return kWaiting;
  if (!rule.has_id)
    return named(rule.hex ? to_hex(rule.before) : std::string(text_of(rule.before)),
                 rule.before.size());
  auto const rest = stream.subspan(rule.before.size());
  auto length = rule.id_bytes;
  if (length == 0) {
    auto const end = open_end(rule, rest, quiet);
    if (!end) return stream.size() < kLongestGreeting ? kWaiting : kForeign;
    length = *end;
  }
  if (rest.size() < length) return kWaiting;
  auto const id = rest.first(length);
  if (length == 0 || (!rule.hex && !is_name(id))) return kForeign;
  auto const tail = rest.subspan(length);
  if (!agree(tail, rule.after)) return kForeign;
  if (tail.size() < rule.after.size()) return kWaiting;
  return named(rule.hex ? to_hex(id) : std::string(text_of(id)),
               rule.before.size() + length + rule.after.size());
}

Heard hear_pattern(boost::regex const& pattern, ByteView stream, bool quiet) {
  auto const text = text_of(stream.first(std::min(stream.size(), kLongestGreeting)));
  boost::cmatch match;
  try {
    auto const flags = boost::match_continuous | boost::match_partial;
    if (!boost::regex_search(text.data(), text.data() + text.size(), match, pattern, flags))
      return kForeign;
  } catch (std::runtime_error const&) {
    return kForeign;
  }
  bool const may_grow = match[0].second == text.data() + text.size();
  if (!match[0].matched || (may_grow && !quiet))
    return stream.size() < kLongestGreeting ? kWaiting : kForeign;
  auto const& group = match.size() > 1 ? match[1] : match[0];
  auto const id = group.str();
  if (!is_name(bytes_of(id))) return kForeign;
  return named(id, static_cast<std::size_t>(match.length(0)));
}

/// Whether a known name ends where `rest` begins. Some DTUs say their name twice when they call:
/// alone, and as the prefix of their first packet.
Heard::Kind hear_end(std::pair<std::string const, std::vector<Bytes>> const& known, ByteView rest,
                     bool quiet) {
  if (rest.empty()) return quiet ? Heard::Kind::named : Heard::Kind::waiting;
  if (!names(rest.front())) return Heard::Kind::named;
  auto result = Heard::Kind::foreign;
  auto texts = known.second;
  texts.push_back(bytes_of(known.first));
  for (auto const& own : texts) {
    if (own.empty() || !agree(rest, own)) continue;
    if (rest.size() >= own.size()) return Heard::Kind::named;
    if (!quiet) result = Heard::Kind::waiting;
  }
  return result;
}

/// The bytes of a fixed part of the rule.
std::optional<Bytes> fixed_part(std::string_view text, bool hex) {
  return hex ? from_hex(text) : std::optional(bytes_of(text));
}

std::optional<Template> read_template(std::string_view rule, bool hex) {
  Template made;
  made.hex = hex;
  auto const place = rule.find(kPlace);
  auto const before = fixed_part(rule.substr(0, place), hex);
  if (!before) return std::nullopt;
  made.before = *before;
  if (place == rule.npos) return made.before.empty() ? std::nullopt : std::optional(made);
  auto const close = rule.find('}', place);
  if (close == rule.npos || rule.find(kPlace, close) != rule.npos) return std::nullopt;
  auto const size = rule.substr(place + kPlace.size(), close - place - kPlace.size());
  made.has_id = true;
  if (!size.empty()) {
    auto const bytes = size[0] == ':' ? parse_integer(size.substr(1)) : std::nullopt;
    if (!bytes || *bytes < 1 || *bytes > static_cast<std::int64_t>(kLongestGreetingId))
      return std::nullopt;
    made.id_bytes = static_cast<std::size_t>(*bytes);
  } else if (hex) {
    return std::nullopt;  // any byte may belong to a binary name: it needs its length
  }
  auto const after = fixed_part(rule.substr(close + 1), hex);
  if (!after) return std::nullopt;
  made.after = *after;
  return made;
}

std::optional<boost::regex> read_pattern(std::string_view rule) {
  if (rule.empty() || rule.size() > kLongestPattern) return std::nullopt;
  boost::regex pattern;
  pattern.assign(rule.begin(), rule.end(), boost::regex::perl | boost::regex::no_except);
  if (pattern.status() != 0) return std::nullopt;
  return pattern;
}

}  // namespace

struct Greeting::Rule {
  std::variant<Template, boost::regex> how;
};

std::optional<Greeting> Greeting::of(GreetingKind kind, std::string_view rule) {
  if (kind == GreetingKind::pattern) {
    auto pattern = read_pattern(rule);
    if (!pattern) return std::nullopt;
    return Greeting{std::make_unique<Rule const>(Rule{std::move(*pattern)})};
  }
  auto made = read_template(rule, kind == GreetingKind::hex);
  if (!made || made->before.size() + made->after.size() > kLongestGreeting) return std::nullopt;
  return Greeting{std::make_unique<Rule const>(Rule{std::move(*made)})};
}

Greeting::Greeting(std::unique_ptr<Rule const> rule) : rule_(std::move(rule)) {}
Greeting::Greeting(Greeting&&) noexcept = default;
Greeting& Greeting::operator=(Greeting&&) noexcept = default;
Greeting::~Greeting() = default;

Heard Greeting::hear(ByteView stream, bool quiet) const {
  if (stream.empty()) return kWaiting;
  if (auto const* rule = std::get_if<Template>(&rule_->how))
    return hear_template(*rule, stream, quiet);
  return hear_pattern(std::get<boost::regex>(rule_->how), stream, quiet);
}

void KnownNames::add(std::string name, std::vector<Bytes> own) {
  ENSURE(!name.empty());
  longest_ = std::max(longest_, name.size());
  names_[std::move(name)] = std::move(own);
}

Heard KnownNames::hear(ByteView stream, bool quiet) const {
  auto const text = text_of(stream);
  auto const longer = names_.upper_bound(text);
  if (!quiet && longer != names_.end() && longer->first.starts_with(text)) return kWaiting;
  for (auto length = std::min(text.size(), longest_); length > 0; --length) {
    auto const known = names_.find(text.substr(0, length));
    if (known == names_.end()) continue;
    auto const heard = hear_end(*known, stream.subspan(length), quiet);
    if (heard != Heard::Kind::foreign) return {heard, known->first, length};
  }
  return kForeign;
}

GreetingRules::GreetingRules() : any_word_(*Greeting::of(GreetingKind::text, "{id}")) {}

void GreetingRules::add(Greeting rule) {
  rules_.push_back(std::move(rule));
}

Heard GreetingRules::hear(ByteView stream, bool quiet, IsKnown const& is_known) const {
  Heard stranger = kForeign;
  bool waiting = false;
  for (auto const& rule : rules_) {
    auto heard = rule.hear(stream, quiet);
    if (heard.kind == Heard::Kind::waiting) waiting = true;
    if (heard.kind != Heard::Kind::named) continue;
    if (is_known(heard.id)) return heard;
    if (stranger.kind == Heard::Kind::foreign) stranger = std::move(heard);
  }
  bool const found = stranger.kind == Heard::Kind::named;
  if (waiting && !(found && quiet)) return kWaiting;
  if (found) return stranger;
  auto word = any_word_.hear(stream, quiet);
  // "GET / HTTP/1.1": a sentence of somebody who looks for something else.
  bool const goes_on =
      word.kind == Heard::Kind::named && word.length < stream.size() && stream[word.length] == ' ';
  return goes_on ? kForeign : word;
}

void Heartbeats::add(Bytes exact) {
  ENSURE(!exact.empty());
  texts_.push_back(std::move(exact));
  std::stable_sort(texts_.begin(), texts_.end(),
                   [](Bytes const& a, Bytes const& b) { return a.size() > b.size(); });
}

std::size_t Heartbeats::strip(Bytes& stream) const {
  std::size_t count = 0;
  std::size_t begin = 0;
  for (;;) {
    auto const rest = ByteView{stream}.subspan(begin);
    auto const text = std::find_if(texts_.begin(), texts_.end(), [&](Bytes const& each) {
      return each.size() <= rest.size() && agree(rest, each);
    });
    if (text == texts_.end()) break;
    begin += text->size();
    ++count;
  }
  stream.erase(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(begin));
  return count;
}

}  // namespace e2ms::protocol
