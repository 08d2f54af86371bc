#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "e2ms/http/message.hpp"

namespace e2ms::http {

/// One file of the pages, embedded in the program. An encoding that was not made is empty.
struct Asset {
  std::string_view path;  ///< "/assets/index-3f2a.js"
  std::string_view content_type;
  std::string_view etag;   ///< with its quotes
  bool immutable = false;  ///< its name changes with its content
  std::span<unsigned char const> identity;
  std::span<unsigned char const> gzip;
  std::span<unsigned char const> brotli;
};

/// Serves the embedded pages and nothing else: a path is looked up in a table, so there is no
/// directory to climb out of.
class Assets {
 public:
  Assets() = default;

  /// From any range of files that have the members of Asset and live as long as the program.
  template <class Files>
  static Assets of(Files const& files) {
    Assets assets;
    for (auto const& file : files)
      assets.add({file.path, file.content_type, file.etag, file.immutable, file.identity, file.gzip,
                  file.brotli});
    return assets;
  }

  void add(Asset const& asset);

  /// For GET and HEAD. A path without a file gives, to somebody who accepts HTML, the page that
  /// knows what to do with it: /t/index.html under /t/, else /index.html.
  Response serve(Request const& request) const;

 private:
  Asset const* find(Request const& request) const;

  std::map<std::string, Asset, std::less<>> assets_;
};

}  // namespace e2ms::http
