#include "preference.hpp"

#include "ascii.hpp"
#include "e2ms/base/text.hpp"

namespace e2ms::http {

namespace {

constexpr unsigned kFull = 1000;

/// "0.85" -> 850. What is no weight counts as none given.
unsigned thousandths(std::string_view text) {
  auto const value = parse_decimal(text, 3);
  if (!value || *value < 0 || *value > kFull) return kFull;
  return static_cast<unsigned>(*value);
}

}  // namespace

Preferences::Preferences(std::string_view header) {
  for (auto const item : split(header, ',')) {
    auto const parts = split(item, ';');
    if (parts.empty()) continue;
    unsigned weight = kFull;
    for (auto const part : parts)
      if (part.starts_with("q=") || part.starts_with("Q=")) weight = thousandths(part.substr(2));
    list_.emplace_back(parts.front(), weight);
  }
}

unsigned Preferences::weight_of_encoding(std::string_view name) const {
  bool const identity = name.empty();
  auto const own = weight(identity ? "identity" : name);
  if (own) return *own;
  auto const any = weight("*");
  if (any) return *any;
  // Least of all, so that any encoding the client names is taken before it.
  return identity ? 1 : 0;
}

bool Preferences::names(std::string_view word) const {
  return weight(word).value_or(0) > 0;
}

std::optional<unsigned> Preferences::weight(std::string_view word) const {
  for (auto const& [name, weight] : list_)
    if (same_word(name, word)) return weight;
  return std::nullopt;
}

}  // namespace e2ms::http
