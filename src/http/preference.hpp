#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace e2ms::http {

/// The list in Accept and Accept-Encoding: words with weights ("br;q=0.8, gzip, *;q=0"), weights
/// in thousandths.
class Preferences {
 public:
  /// `header` outlives the preferences.
  explicit Preferences(std::string_view header);

  /// Weight of a content coding, 0 when refused. Without a header everything is welcome; the
  /// empty name is identity, which is welcome unless it is refused by name or by "*".
  unsigned weight_of_encoding(std::string_view name) const;

  /// Whether that very word stands there with a weight above 0.
  bool names(std::string_view word) const;

 private:
  std::optional<unsigned> weight(std::string_view word) const;

  std::vector<std::pair<std::string_view, unsigned>> list_;
};

}  // namespace e2ms::http
