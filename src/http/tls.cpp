#include "e2ms/http/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <boost/asio/ssl/context.hpp>
#include <ctime>

#include "e2ms/base/log.hpp"

namespace e2ms::http {

namespace ssl = boost::asio::ssl;

namespace {

constexpr char kCiphersTls12[] = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr char kCiphersTls13[] =
    "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384";
constexpr Duration kRenewalNotice = days(14);

/// We speak HTTP/1.1; a client that offers only other protocols is told so by the absence.
int choose_protocol(SSL*, unsigned char const** chosen, unsigned char* size,
                    unsigned char const* offered, unsigned offered_size, void*) {
  static constexpr unsigned char kOurs[] = "\x08http/1.1";
  unsigned char* found = nullptr;
  if (SSL_select_next_proto(&found, size, kOurs, sizeof kOurs - 1, offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_NOACK;
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

void set_rules(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION);
  ENSURE(SSL_CTX_set_cipher_list(context, kCiphersTls12) == 1);
  ENSURE(SSL_CTX_set_ciphersuites(context, kCiphersTls13) == 1);
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_clear_options(context, SSL_OP_NO_TICKET);
  // Tickets carry the session to the client, so that we keep none: memory stays bounded.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_timeout(context, 24 * 60 * 60);
  static constexpr unsigned char kName[] = "e2ms";
  SSL_CTX_set_session_id_context(context, kName, sizeof kName - 1);
  // An idle connection then gives back its 34 kB of buffers.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
}

/// What OpenSSL did not like.
std::string last_reason() {
  char reason[256];
  ERR_error_string_n(ERR_get_error(), reason, sizeof reason);
  ERR_clear_error();
  return reason;
}

void warn_of_expiry(SSL_CTX* context, std::string const& path, Instant now) {
  X509 const* const certificate = SSL_CTX_get0_certificate(context);
  ENSURE(certificate != nullptr);
  std::time_t limit = (now + kRenewalNotice).ms / 1000;
  if (X509_cmp_time(X509_get0_notAfter(certificate), &limit) > 0) return;
  log::warn("tls_certificate_expires", {{"file", path}});
}

}  // namespace

Result<TlsIdentity> TlsIdentity::load(TlsFiles const& files, Instant now) {
  ERR_clear_error();
  auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
  auto* const native = context->native_handle();
  set_rules(native);
  if (SSL_CTX_use_certificate_chain_file(native, files.certificate.c_str()) != 1) {
    log::error("tls_certificate_unusable",
               {{"file", files.certificate}, {"reason", last_reason()}});
    return Fault{FaultCode::file};
  }
  if (SSL_CTX_use_PrivateKey_file(native, files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    log::error("tls_key_unusable", {{"file", files.key}, {"reason", last_reason()}});
    return Fault{FaultCode::file};
  }
  if (SSL_CTX_check_private_key(native) != 1) {
    log::error("tls_key_mismatch", {{"file", files.key}, {"reason", last_reason()}});
    return Fault{FaultCode::file};
  }
  warn_of_expiry(native, files.certificate, now);
  return TlsIdentity{std::move(context)};
}

TlsIdentity::TlsIdentity(std::unique_ptr<ssl::context> context) : context_(std::move(context)) {}
TlsIdentity::TlsIdentity(TlsIdentity&&) noexcept = default;
TlsIdentity& TlsIdentity::operator=(TlsIdentity&&) noexcept = default;
TlsIdentity::~TlsIdentity() = default;

}  // namespace e2ms::http
