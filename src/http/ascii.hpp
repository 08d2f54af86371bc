#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace e2ms::http {

/// Equal without regard to the case of ASCII letters.
bool same_word(std::string_view a, std::string_view b);

/// With the letters of ASCII small.
std::string lowered(std::string_view text);

/// Without white space at both ends.
std::string_view trimmed(std::string_view text);

/// The trimmed parts between separators; empty ones are left out.
std::vector<std::string_view> split(std::string_view text, char separator);

/// "%E7%94%B5" -> the bytes it stands for. Nothing when an escape is broken.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);

}  // namespace e2ms::http
