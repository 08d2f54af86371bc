#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"

namespace boost::asio::ssl {
class context;
}

namespace e2ms::http {

/// PEM files. The key is readable by the service alone.
struct TlsFiles {
  std::string certificate;
  std::string key;
};

/// Certificate, key and the rules of our side of TLS: 1.2 or newer, forward secrecy, session
/// tickets (resumption triples the connections a core can take).
class TlsIdentity {
 public:
  /// Fault `file`, with the reason in the log, when a file is missing, unreadable or no PEM, or
  /// when the key does not belong to the certificate. An expired certificate is used, loudly.
  static Result<TlsIdentity> load(TlsFiles const& files, Instant now);

  TlsIdentity(TlsIdentity&&) noexcept;
  TlsIdentity& operator=(TlsIdentity&&) noexcept;
  ~TlsIdentity();

  boost::asio::ssl::context& context() const { return *context_; }

 private:
  explicit TlsIdentity(std::unique_ptr<boost::asio::ssl::context> context);
  std::unique_ptr<boost::asio::ssl::context> context_;
};

/// For a first start without a certificate: makes a self-signed ECDSA P-256 one for localhost,
/// 127.0.0.1, ::1 and `host` (a name or an address), valid for 825 days, and its key (mode 0600).
/// True when made, false when both files were there. Fault `file` when only one is there or they
/// cannot be written, `bad_input` when `host` is neither name nor address.
Result<bool> make_certificate_if_absent(TlsFiles const& files, std::string_view host, Instant now);

}  // namespace e2ms::http
