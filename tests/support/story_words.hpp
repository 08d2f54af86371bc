#pragma once

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "e2ms/base/fault.hpp"

/// How a line of a story falls into words.
namespace e2ms::test {

using Words = std::vector<std::string>;

inline Words split(std::string const& text) {
  std::istringstream in(text);
  Words words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

inline std::string join(std::vector<std::string> const& words, std::string_view glue,
                        std::size_t from) {
  std::string text;
  for (std::size_t i = from; i < words.size(); ++i) {
    if (i > from) text += glue;
    text += words[i];
  }
  return text;
}

inline std::string listed(std::vector<std::string> const& words) {
  return words.empty() ? "none" : join(words, " + ", 0);
}

/// The number behind a word of the line, or what it is without it.
inline std::int64_t number_behind(Words const& words, std::string_view word,
                                  std::int64_t otherwise) {
  auto const found = std::find(words.begin(), words.end(), word);
  return found == words.end() || found + 1 == words.end() ? otherwise : std::stoll(found[1]);
}

inline bool has(Words const& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

inline std::string fault_word(Fault fault) {
  return "fault " + std::string(word(fault.code));
}

template <std::size_t N>
std::string named(char const* const (&names)[N], auto verdict) {
  return names[static_cast<std::size_t>(verdict)];
}

}  // namespace e2ms::test
