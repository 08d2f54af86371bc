#include <array>

#include "checks.hpp"

namespace e2ms::tidy {
namespace {

/// A name that may stand only in some places of src and include.
struct Ban {
  std::string_view word;
  bool (*allowed)(std::string_view path);
  std::string_view what;
};

bool without_money(std::string_view path) {
  std::string const floor = floor_of(path);
  return floor != "domain" && floor != "command" && floor != "query" && floor != "store";
}
bool may_lock(std::string_view path) {
  return floor_of(path) == "store" || path.starts_with("src/base/log");
}
bool is_clock(std::string_view path) {
  return path == "src/daemon/system_clock.cpp";
}
bool is_entropy(std::string_view path) {
  return path == "src/daemon/system_entropy.cpp";
}

constexpr std::string_view kFloat = "no floating point where money and energy are";
constexpr std::string_view kLock = "no locks outside store and the log";
constexpr std::string_view kClock = "the real clock is read in src/daemon/system_clock.cpp only";
constexpr std::string_view kChance = "randomness comes through port::Entropy";

constexpr std::array kBans{
    Ban{"float", without_money, kFloat},
    Ban{"double", without_money, kFloat},
    Ban{"std::mutex", may_lock, kLock},
    Ban{"std::shared_mutex", may_lock, kLock},
    Ban{"std::recursive_mutex", may_lock, kLock},
    Ban{"std::timed_mutex", may_lock, kLock},
    Ban{"std::lock_guard", may_lock, kLock},
    Ban{"std::unique_lock", may_lock, kLock},
    Ban{"std::scoped_lock", may_lock, kLock},
    Ban{"std::shared_lock", may_lock, kLock},
    Ban{"std::condition_variable", may_lock, kLock},
    Ban{"std::condition_variable_any", may_lock, kLock},
    Ban{"system_clock::now", is_clock, kClock},
    Ban{"steady_clock::now", is_clock, kClock},
    Ban{"high_resolution_clock", is_clock, kClock},
    Ban{"clock_gettime", is_clock, kClock},
    Ban{"gettimeofday", is_clock, kClock},
    Ban{"localtime_r", is_clock, kClock},
    Ban{"std::time", is_clock, kClock},
    Ban{"time(nullptr", is_clock, kClock},
    Ban{"time(NULL", is_clock, kClock},
    Ban{"expires_after", is_clock, kClock},
    Ban{"sleep_for", is_clock, kClock},
    Ban{"random_device", is_entropy, kChance},
    Ban{"mt19937", is_entropy, kChance},
    Ban{"mt19937_64", is_entropy, kChance},
    Ban{"std::rand", is_entropy, kChance},
    Ban{"srand", is_entropy, kChance},
    Ban{"getrandom", is_entropy, kChance},
    Ban{"RAND_bytes", is_entropy, kChance},
    Ban{"RAND_priv_bytes", is_entropy, kChance},
    Ban{"arc4random", is_entropy, kChance},
};

// Put together here, so that this file does not complain about itself.
constexpr std::array kUnfinished{
    "TO"
    "DO",
    "FIX"
    "ME",
    "XX"
    "X"};

}  // namespace

Violations check_bans(Source const& source) {
  Violations found;
  if (floor_of(source.path).empty()) return found;
  for (auto const& ban : kBans) {
    if (ban.allowed(source.path)) continue;
    each_word(source.code, ban.word, [&](std::size_t at) {
      found.push_back({source.path, line_of(source.code, at),
                       std::string(ban.word) + ": " + std::string(ban.what)});
    });
  }
  return found;
}

Violations check_marks(Source const& source) {
  Violations found;
  for (std::string_view const mark : kUnfinished) {
    each_word(source.text, mark, [&](std::size_t at) {
      found.push_back({source.path, line_of(source.text, at), "unfinished: " + std::string(mark)});
    });
  }
  for (char const sign : {'<', '>', '|'}) {
    std::string const marker = "\n" + std::string(7, sign) + " ";
    std::size_t const at = ("\n" + source.text).find(marker);
    if (at != std::string::npos)
      found.push_back({source.path, line_of(source.text, at), "the rest of a merge conflict"});
  }
  return found;
}

}  // namespace e2ms::tidy
