#include "learnt_book.hpp"

#include <charconv>
#include <cstdio>
#include <sstream>

namespace e2ms::field {

std::string to_text(device::Learnt const& learnt) {
  std::string text;
  for (auto const number : learnt.refused) {
    char digits[9];
    std::snprintf(digits, sizeof digits, "%08X", static_cast<unsigned>(number));
    if (!text.empty()) text += ' ';
    text += digits;
  }
  return text;
}

std::optional<device::Learnt> learnt_of(std::string const& text) {
  constexpr int kHex = 16;
  device::Learnt learnt;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    std::uint32_t number = 0;
    auto const* const end = word.data() + word.size();
    auto const read = std::from_chars(word.data(), end, number, kHex);
    if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
    learnt.refused.insert(number);
  }
  return learnt;
}

device::Learnt LearntBook::of(MeterId meter, Instant now) {
  auto const found = known_.find(meter);
  if (found == known_.end()) return {};
  // A clock that was set back is no reason to believe it for longer.
  auto const age = now - found->second.since;
  if (age >= Duration{} && age < kBelieved) return found->second.what;
  known_.erase(found);
  return {};
}

bool LearntBook::learn(MeterId meter, device::Learnt const& what, Instant now) {
  auto const found = known_.find(meter);
  bool const known = found != known_.end();
  if (known ? found->second.what == what : what.refused.empty()) return false;
  if (known)
    found->second.what = what;
  else
    known_.emplace(meter, Learnt{what, now});
  return true;
}

}  // namespace e2ms::field
