#include "e2ms/http/assets.hpp"

#include <optional>

#include "ascii.hpp"
#include "e2ms/base/ensure.hpp"
#include "preference.hpp"
#include "problem.hpp"

namespace e2ms::http {

namespace {

struct Encoded {
  std::string_view name;  ///< as in Content-Encoding, empty for identity
  std::span<unsigned char const> bytes;
};

/// The smallest form that the client accepts; nothing when it accepts none we have.
std::optional<Encoded> choose(Asset const& asset, std::string_view accepted) {
  Preferences const preferences{accepted};
  Encoded const forms[] = {{"br", asset.brotli}, {"gzip", asset.gzip}, {"", asset.identity}};
  std::optional<Encoded> best;
  unsigned best_weight = 0;
  for (auto const& form : forms) {
    if (form.bytes.empty() && !form.name.empty()) continue;
    auto const weight = preferences.weight_of_encoding(form.name);
    if (weight <= best_weight) continue;
    best = form;
    best_weight = weight;
  }
  return best;
}

bool knows_already(Request const& request, std::string_view etag) {
  for (auto seen : split(request.headers.get("If-None-Match"), ',')) {
    if (seen.starts_with("W/")) seen.remove_prefix(2);
    if (seen == etag || seen == "*") return true;
  }
  return false;
}

bool wants_page(Request const& request) {
  return Preferences{request.headers.get("Accept")}.names("text/html");
}

}  // namespace

void Assets::add(Asset const& asset) {
  ENSURE(asset.path.starts_with('/'));
  ENSURE(asset.etag.starts_with('"'));
  assets_.insert_or_assign(std::string(asset.path), asset);
}

Response Assets::serve(Request const& request) const {
  if (!is_safe(request.method)) {
    auto refused = problem(Status::method_not_allowed, "method_not_allowed", "Only GET and HEAD");
    refused.headers.add("Allow", "GET, HEAD");
    return refused;
  }
  auto const* const asset = find(request);
  if (asset == nullptr) return not_found();
  auto const form = choose(*asset, request.headers.get("Accept-Encoding"));
  if (!form) return problem(Status::not_acceptable, "not_acceptable", "No such encoding");

  Response response;
  response.headers.add("Content-Type", asset->content_type);
  response.headers.add("ETag", asset->etag);
  response.headers.add("Vary", "Accept-Encoding");
  response.headers.add("Cache-Control",
                       asset->immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (knows_already(request, asset->etag)) {
    response.status = Status::not_modified;
    return response;
  }
  if (!form->name.empty()) response.headers.add("Content-Encoding", form->name);
  response.file = form->bytes;
  return response;
}

Asset const* Assets::find(Request const& request) const {
  auto found = assets_.find(request.path);
  if (found == assets_.end() && wants_page(request)) {
    bool const tenant = request.path == "/t" || request.path.starts_with("/t/");
    found = assets_.find(tenant ? "/t/index.html" : "/index.html");
  }
  return found == assets_.end() ? nullptr : &found->second;
}

}  // namespace e2ms::http
