#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace e2ms::http {

enum class Method { get, head, post, put, patch, del, other };

/// "GET"; "?" for other.
std::string_view word(Method method);

/// True for methods that must not change anything.
constexpr bool is_safe(Method method) {
  return method == Method::get || method == Method::head;
}

enum class Status : unsigned {
  ok = 200,
  created = 201,
  accepted = 202,
  no_content = 204,
  not_modified = 304,
  bad_request = 400,
  unauthorized = 401,
  forbidden = 403,
  not_found = 404,
  method_not_allowed = 405,
  not_acceptable = 406,
  request_timeout = 408,
  conflict = 409,
  length_required = 411,
  payload_too_large = 413,
  unsupported_media_type = 415,
  unprocessable = 422,
  too_many_requests = 429,
  header_too_large = 431,
  internal_error = 500,
  not_implemented = 501,
  unavailable = 503,
};

/// Names compare without regard to case; order is kept.
class Headers {
 public:
  void add(std::string_view name, std::string_view value);
  /// Replaces all values of that name.
  void set(std::string_view name, std::string_view value);
  /// The first value, empty when there is none. Valid until the headers change.
  std::string_view get(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  auto begin() const { return all_.begin(); }
  auto end() const { return all_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> all_;
};

/// A whole request. `path` and `query` are percent-decoded; `path` begins with '/' and holds
/// neither control characters nor an encoded slash.
struct Request {
  Method method = Method::get;
  std::string path;
  std::vector<std::pair<std::string, std::string>> query;
  Headers headers;
  std::string body;
  std::string peer;  ///< address without port; of IPv6 its /64
};

/// A body that goes on for as long as both sides like. Lives on the web loop.
class Stream {
 public:
  virtual ~Stream() = default;
  /// Everything that is ready, possibly nothing yet; no value when the stream has ended.
  virtual std::optional<std::string> take() = 0;
  /// Called once each time something is ready after `take` found nothing.
  virtual void wake_by(std::function<void()> wake) = 0;
};

/// An answer. Its body is `stream` if there is one, else `file` if not empty, else `body`.
struct Response {
  Status status = Status::ok;
  Headers headers;
  std::string body;
  std::span<unsigned char const> file;  ///< an embedded file, which lives as long as the program
  std::unique_ptr<Stream> stream;
};

/// "text/plain" and the like, for a short text.
Response plain_text(std::string body, std::string_view type = "text/plain; charset=utf-8");

}  // namespace e2ms::http
