#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "e2ms/base/time.hpp"
#include "e2ms/http/limits.hpp"
#include "e2ms/http/message.hpp"

namespace e2ms::http {

/// Why a connection can not be read any further, as its peer is told.
struct Unreadable {
  Status status;
  std::string_view code;
  std::string_view title;
};

/// Turns the bytes of one connection into requests, one after the other. The only place, with
/// its source, that knows Beast.
class RequestParser {
 public:
  /// `limits` outlives the parser.
  explicit RequestParser(Limits const& limits);
  ~RequestParser();

  enum class State {
    wants_header,  ///< more bytes are needed, the header is not complete
    wants_body,    ///< more bytes are needed, the header is complete
    complete,      ///< `take` has the request
    refused,       ///< `refusal` says why; nothing more can be read on this connection
  };

  /// Takes from the front of `input` what belongs to the present request and erases it there;
  /// what follows (pipelining) stays for the next one.
  State feed(std::string& input);

  /// The complete request; the parser is then ready for the next one.
  Request take();

  /// Whether the client asked to be told that its body is welcome (Expect: 100-continue).
  bool wants_continue() const;
  /// Whether the connection may carry another request after this one.
  bool keep_alive() const;
  Unreadable const& refusal() const { return *refusal_; }

 private:
  struct Inner;
  State refuse(Unreadable const& why);
  void fresh();

  Limits const& limits_;
  std::unique_ptr<Inner> inner_;
  Unreadable const* refusal_;
};

enum class Ending { keep_alive, close };

/// Status line and `headers` (those of the response and what all answers carry), including the
/// empty line. Adds Content-Length (unless the body is a stream or the status has none),
/// Connection and Date.
std::string head_of(Response const& response, Headers const& headers, Ending ending, Instant now);

/// "Mon, 23 Nov 2026 00:02:22 GMT"
std::string http_date(Instant at);

}  // namespace e2ms::http
