#include "security_headers.hpp"

#include <utility>

namespace e2ms::http {

void add_security_headers(Headers& headers) {
  // Element Plus and ECharts set styles on elements; scripts come from our own files alone.
  constexpr std::pair<std::string_view, std::string_view> kAlways[] = {
      {"Strict-Transport-Security", "max-age=31536000"},
      {"Content-Security-Policy",
       "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
       "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
  };
  for (auto const& [name, value] : kAlways) headers.set(name, value);
}

}  // namespace e2ms::http
