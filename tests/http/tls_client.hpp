#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace e2ms::http {

/// A blocking TLS client that says exactly the bytes it is told to. A server that does not answer
/// within ten seconds counts as having closed.
class TlsClient {
 public:
  /// `resume`: a client whose TLS session this one continues.
  explicit TlsClient(std::uint16_t port, TlsClient const* resume = nullptr);
  ~TlsClient();

  bool connected() const;
  bool resumed() const;
  std::string protocol() const;

  void send(std::string_view bytes);
  /// The next response by its Content-Length, head and body; what came when the server closed.
  std::string response(bool with_body = true);
  /// Whatever comes until the text has come; everything read so far.
  std::string until(std::string_view text);
  /// True when the server has closed and nothing more came.
  bool closed();

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

}  // namespace e2ms::http
