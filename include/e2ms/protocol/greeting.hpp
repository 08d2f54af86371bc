#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "e2ms/base/bytes.hpp"

/// What a DTU says before and between the frames of its meters: the registration packet by which
/// it is known, and heartbeats.
namespace e2ms::protocol {

/// More bytes than that are no registration packet.
constexpr std::size_t kLongestGreeting = 256;
/// Longer names are refused.
constexpr std::size_t kLongestGreetingId = 64;

/// How the rule of a registration packet is written.
enum class GreetingKind {
  text,     ///< the exact text, {id} or {id:15} (so many characters) where the name stands
  hex,      ///< the exact bytes as hex, {id:6} (so many bytes) where the name stands
  pattern,  ///< a regular expression; its first group, or all of it, is the name
};

/// A rule as people write it.
struct GreetingRule {
  GreetingKind kind;
  std::string rule;

  friend bool operator==(GreetingRule const&, GreetingRule const&) = default;
};

/// What a stream that begins with the registration packet says so far.
struct Heard {
  enum class Kind {
    waiting,  ///< nothing that contradicts the rule; more is needed
    named,    ///< the packet is complete
    foreign,  ///< these bytes do not begin with such a packet
  };
  Kind kind = Kind::waiting;
  std::string id{};        ///< as text; of a hex rule in hex. Never empty when named
  std::size_t length = 0;  ///< bytes of the packet; what follows is already something else

  friend bool operator==(Heard const&, Heard const&) = default;
};

/// The rule by which the DTUs of one kind are recognized. Immutable.
class Greeting {
 public:
  /// Nothing for a rule that cannot be understood: no hex, a second {id}, no regular expression.
  static std::optional<Greeting> of(GreetingKind kind, std::string_view rule);

  Greeting(Greeting&&) noexcept;
  Greeting& operator=(Greeting&&) noexcept;
  ~Greeting();

  /// `quiet`: nothing more has come for a while, so a name without a fixed end ends here. The
  /// packet may be split over segments, or glued to what follows it.
  Heard hear(ByteView stream, bool quiet) const;

 private:
  struct Rule;
  explicit Greeting(std::unique_ptr<Rule const> rule);

  std::unique_ptr<Rule const> rule_;
};

/// The DTUs that are known by the exact text of their registration. One name may begin with another
/// one's: a name counts when the caller falls quiet behind it, or when something follows that
/// cannot belong to a name, or what this DTU is known to say on its own.
class KnownNames {
 public:
  /// `name` at least one byte; `own` is what this DTU says on its own.
  void add(std::string name, std::vector<Bytes> own);

  /// Foreign also when the bytes only begin with a known name and go on as a name.
  Heard hear(ByteView stream, bool quiet) const;

 private:
  std::map<std::string, std::vector<Bytes>, std::less<>> names_;
  std::size_t longest_ = 0;
};

/// The rules by which DTUs are recognized whose packet is more than their name, in their order; at
/// last any one word, so that a stranger can be told by name.
class GreetingRules {
 public:
  using IsKnown = std::function<bool(std::string const& id)>;

  GreetingRules();
  void add(Greeting rule);

  /// The first rule that finds a known name wins. An unknown one counts when no other rule may
  /// still find a known one.
  Heard hear(ByteView stream, bool quiet, IsKnown const& is_known) const;

 private:
  std::vector<Greeting> rules_;
  Greeting any_word_;
};

/// The texts a DTU sends on its own, heartbeats and the prefix it puts before every packet.
class Heartbeats {
 public:
  /// `exact` at least one byte.
  void add(Bytes exact);

  /// Takes every such text off the front of the stream, as long as one stands there, and says how
  /// many there were. To be called only where a frame may begin: the same bytes within a frame
  /// belong to it.
  std::size_t strip(Bytes& stream) const;

 private:
  std::vector<Bytes> texts_;  // the longest first: one may begin with another
};

}  // namespace e2ms::protocol
