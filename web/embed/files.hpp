#pragma once

#include <span>
#include <string_view>

namespace e2ms::web {

/// One file of the built pages, as it lies in the executable; everything lives as long as the
/// program. Paths are absolute as the browser asks for them: the manager's pages at the root, the
/// tenant's under /t/.
struct File {
  std::string_view path;
  std::string_view content_type;
  /// Hash of the content with its quotes, the same for all three encodings.
  std::string_view etag;
  /// The name carries a hash of the content: may be kept for ever.
  bool immutable;
  std::span<unsigned char const> identity;
  /// Empty when compressing doesn't make the file smaller.
  std::span<unsigned char const> gzip;
  std::span<unsigned char const> brotli;
};

/// Ordered by path, for a binary search. Empty in a build without pages (E2MS_WEB=OFF).
std::span<File const> files();

}  // namespace e2ms::web
