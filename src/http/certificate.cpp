#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "e2ms/base/log.hpp"
#include "e2ms/http/tls.hpp"

namespace e2ms::http {

namespace {

constexpr Duration kValidity = days(825);
constexpr std::size_t kLongestName = 253;

template <auto free>
struct Freed {
  template <class T>
  void operator()(T* owned) const {
    free(owned);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
using Memory = std::unique_ptr<BIO, Freed<BIO_free>>;

bool is_name(std::string_view host) {
  auto const allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.';
  };
  return !host.empty() && host.size() <= kLongestName && std::ranges::all_of(host, allowed);
}

/// As OpenSSL reads it: "DNS:localhost,IP:127.0.0.1,...". Nothing when `host` cannot stand there.
std::optional<std::string> alternative_names(std::string_view host) {
  std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
  boost::system::error_code no_address;
  auto const address = boost::asio::ip::make_address(std::string(host), no_address);
  if (!no_address) return names + ",IP:" + address.to_string();
  if (!is_name(host)) return std::nullopt;
  return names + ",DNS:" + std::string(host);
}

void add_extension(X509* certificate, int kind, std::string const& value) {
  Extension const extension{X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str())};
  ENSURE(extension != nullptr);
  ENSURE(X509_add_ext(certificate, extension.get(), -1) == 1);
}

Certificate self_signed(EVP_PKEY* key, std::string const& names, Instant now) {
  Certificate certificate{X509_new()};
  auto* const it = certificate.get();
  X509_set_version(it, X509_VERSION_3);
  // A day of slack for clients whose clock is behind.
  ASN1_TIME_set(X509_getm_notBefore(it), (now - days(1)).ms / 1000);
  ASN1_TIME_set(X509_getm_notAfter(it), (now + kValidity).ms / 1000);
  X509_set_pubkey(it, key);
  // As unpredictable and as unique as the key itself.
  unsigned char digest[EVP_MAX_MD_SIZE];
  ENSURE(X509_pubkey_digest(it, EVP_sha256(), digest, nullptr) == 1);
  std::uint64_t number = 0;
  std::memcpy(&number, digest, sizeof number);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(it), (number >> 1) | 1);
  static constexpr unsigned char kCommonName[] = "e2ms";
  auto* const subject = X509_get_subject_name(it);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, kCommonName, -1, -1, 0);
  X509_set_issuer_name(it, subject);
  add_extension(it, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(it, NID_key_usage, "critical,digitalSignature");
  add_extension(it, NID_ext_key_usage, "serverAuth");
  add_extension(it, NID_subject_alt_name, names);
  ENSURE(X509_sign(it, key, EVP_sha256()) > 0);
  return certificate;
}

std::string text_of(BIO* memory) {
  char* start = nullptr;
  auto const size = BIO_get_mem_data(memory, &start);
  return {start, static_cast<std::size_t>(size)};
}

/// Never over an existing file; owner alone may read.
Result<void> write_new(std::string const& path, std::string_view text) {
  int const file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  bool good = file >= 0;
  while (good && !text.empty()) {
    auto const written = ::write(file, text.data(), text.size());
    good = written > 0;
    if (good) text.remove_prefix(static_cast<std::size_t>(written));
  }
  good = good && ::fsync(file) == 0;
  int const reason = errno;
  if (file >= 0) ::close(file);
  if (good) return {};
  log::error("tls_file_not_written",
             {{"file", path}, {"reason", std::generic_category().message(reason)}});
  return Fault{FaultCode::file};
}

}  // namespace

Result<bool> make_certificate_if_absent(TlsFiles const& files, std::string_view host, Instant now) {
  std::error_code ignored;
  bool const has_certificate = std::filesystem::exists(files.certificate, ignored);
  bool const has_key = std::filesystem::exists(files.key, ignored);
  if (has_certificate && has_key) return false;
  if (has_certificate || has_key) {
    log::error("tls_file_missing", {{"file", has_key ? files.certificate : files.key}});
    return Fault{FaultCode::file};
  }
  auto const names = alternative_names(host);
  if (!names) return Fault{FaultCode::bad_input};

  Key const key{EVP_EC_gen("P-256")};
  ENSURE(key != nullptr);
  auto const certificate = self_signed(key.get(), *names, now);
  Memory const key_text{BIO_new(BIO_s_mem())}, certificate_text{BIO_new(BIO_s_mem())};
  ENSURE(PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                  nullptr) == 1);
  ENSURE(PEM_write_bio_X509(certificate_text.get(), certificate.get()) == 1);
  TRY_VOID(write_new(files.key, text_of(key_text.get())));
  TRY_VOID(write_new(files.certificate, text_of(certificate_text.get())));
  return true;
}

}  // namespace e2ms::http
