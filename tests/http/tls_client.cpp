#include "tls_client.hpp"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <csignal>

#include <utility>

namespace e2ms::http {

struct TlsClient::Inner {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL* ssl = nullptr;
  int socket = -1;
  bool connected = false;
  SSL_SESSION* session = nullptr;
  std::string buffer;

  bool read_more() {
    char bytes[4096];
    int const count = SSL_read(ssl, bytes, sizeof bytes);
    if (count <= 0) return false;
    buffer.append(bytes, static_cast<std::size_t>(count));
    return true;
  }
};

TlsClient::TlsClient(std::uint16_t port, TlsClient const* resume)
    : inner_(std::make_unique<Inner>()) {
  // Writing to a server that has closed is an answer here and no reason to die.
  ::signal(SIGPIPE, SIG_IGN);
  inner_->socket = ::socket(AF_INET, SOCK_STREAM, 0);
  timeval const patience{10, 0};
  ::setsockopt(inner_->socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  inner_->ssl = SSL_new(inner_->context);
  SSL_set_fd(inner_->ssl, inner_->socket);
  if (resume != nullptr) SSL_set_session(inner_->ssl, SSL_get0_session(resume->inner_->ssl));
  inner_->connected =
      ::connect(inner_->socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
      SSL_connect(inner_->ssl) == 1;
}

TlsClient::~TlsClient() {
  SSL_shutdown(inner_->ssl);
  SSL_free(inner_->ssl);
  SSL_CTX_free(inner_->context);
  ::close(inner_->socket);
}

bool TlsClient::connected() const {
  return inner_->connected;
}

bool TlsClient::resumed() const {
  return SSL_session_reused(inner_->ssl) == 1;
}

std::string TlsClient::protocol() const {
  return SSL_get_version(inner_->ssl);
}

void TlsClient::send(std::string_view bytes) {
  SSL_write(inner_->ssl, bytes.data(), static_cast<int>(bytes.size()));
}

std::string TlsClient::response(bool with_body) {
  auto& buffer = inner_->buffer;
  std::size_t head_end = 0;
  while ((head_end = buffer.find("\r\n\r\n")) == std::string::npos)
    if (!inner_->read_more()) return std::exchange(buffer, {});
  std::size_t size = head_end + 4;
  constexpr std::string_view kLength = "Content-Length: ";
  auto const length = buffer.find(kLength);
  if (with_body && length < head_end) size += std::stoul(buffer.substr(length + kLength.size()));
  while (buffer.size() < size)
    if (!inner_->read_more()) return std::exchange(buffer, {});
  auto const whole = buffer.substr(0, size);
  buffer.erase(0, size);
  return whole;
}

std::string TlsClient::until(std::string_view text) {
  while (inner_->buffer.find(text) == std::string::npos)
    if (!inner_->read_more()) break;
  return std::exchange(inner_->buffer, {});
}

bool TlsClient::closed() {
  return inner_->buffer.empty() && !inner_->read_more();
}

}  // namespace e2ms::http
