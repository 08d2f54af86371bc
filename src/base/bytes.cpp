#include "e2ms/base/bytes.hpp"

namespace e2ms {

namespace {

std::optional<Byte> nibble(char c) {
  if (c >= '0' && c <= '9') return static_cast<Byte>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<Byte>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<Byte>(c - 'A' + 10);
  return std::nullopt;
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

std::string to_hex(ByteView bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (Byte const byte : bytes) {
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 0x0F]);
  }
  return text;
}

std::optional<Bytes> from_hex(std::string_view text) {
  Bytes bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size();) {
    if (is_space(text[i])) {
      ++i;
      continue;
    }
    if (i + 1 == text.size()) return std::nullopt;
    auto const high = nibble(text[i]), low = nibble(text[i + 1]);
    if (!high || !low) return std::nullopt;
    bytes.push_back(static_cast<Byte>(*high << 4 | *low));
    i += 2;
  }
  return bytes;
}

Bytes bytes_of(std::string_view text) {
  return {text.begin(), text.end()};
}

std::string_view text_of(ByteView bytes) {
  return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

}  // namespace e2ms
