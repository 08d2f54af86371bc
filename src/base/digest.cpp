#include "e2ms/base/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>

#include "e2ms/base/text.hpp"

namespace e2ms {

namespace {

struct ScryptCost {
  unsigned log2_n = 15;
  unsigned r = 8;
  unsigned p = 1;
};

constexpr std::uint64_t kScryptMemory = 64ULL * 1024 * 1024;
constexpr std::size_t kHashSize = 32;

std::optional<Bytes> scrypt(std::string_view password, ByteView salt, ScryptCost cost) {
  Bytes hash(kHashSize);
  if (EVP_PBE_scrypt(password.data(), password.size(), salt.data(), salt.size(),
                     1ULL << cost.log2_n, cost.r, cost.p, kScryptMemory, hash.data(),
                     hash.size()) != 1)
    return std::nullopt;
  return hash;
}

std::optional<std::array<std::string_view, 6>> split_stored(std::string_view stored) {
  std::array<std::string_view, 6> parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    auto const end = stored.find('$');
    bool const last = i + 1 == parts.size();
    if (last != (end == std::string_view::npos)) return std::nullopt;
    parts[i] = stored.substr(0, end);
    if (!last) stored.remove_prefix(end + 1);
  }
  return parts;
}

}  // namespace

std::string sha256_hex(std::string_view text) {
  std::array<Byte, 32> hash{};
  unsigned size = 0;
  int const done = EVP_Digest(text.data(), text.size(), hash.data(), &size, EVP_sha256(), nullptr);
  ENSURE(done == 1 && size == hash.size());
  return to_hex(hash);
}

bool equal_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Result<std::string> hash_password(std::string_view password, ByteView salt) {
  ENSURE(salt.size() >= 16);
  ScryptCost const cost;
  auto const hash = scrypt(password, salt, cost);
  if (!hash) return Fault{FaultCode::bad_input};
  return "scrypt$" + std::to_string(cost.log2_n) + "$" + std::to_string(cost.r) + "$" +
         std::to_string(cost.p) + "$" + to_hex(salt) + "$" + to_hex(*hash);
}

bool password_matches(std::string_view password, std::string_view stored) {
  auto const parts = split_stored(stored);
  if (!parts || (*parts)[0] != "scrypt") return false;
  auto const log2_n = parse_integer((*parts)[1]), r = parse_integer((*parts)[2]),
             p = parse_integer((*parts)[3]);
  auto const salt = from_hex((*parts)[4]);
  if (!log2_n || !r || !p || !salt) return false;
  if (*log2_n < 1 || *log2_n > 20 || *r < 1 || *r > 32 || *p < 1 || *p > 16) return false;
  auto const hash = scrypt(
      password, *salt,
      {static_cast<unsigned>(*log2_n), static_cast<unsigned>(*r), static_cast<unsigned>(*p)});
  return hash && equal_secret(to_hex(*hash), (*parts)[5]);
}

}  // namespace e2ms
