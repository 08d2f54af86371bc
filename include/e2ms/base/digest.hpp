#pragma once

#include <string>
#include <string_view>

#include "e2ms/base/bytes.hpp"
#include "e2ms/base/result.hpp"

namespace e2ms {

/// SHA-256 as 64 lower-case hex digits.
std::string sha256_hex(std::string_view text);

/// Compares without telling by its duration where the difference is.
bool equal_secret(std::string_view a, std::string_view b);

/// "scrypt$<log2 N>$<r>$<p>$<salt hex>$<hash hex>" with N = 2^15, r = 8, p = 1 (32 MiB, RFC 7914).
/// `salt`: 16 random bytes.
Result<std::string> hash_password(std::string_view password, ByteView salt);

/// Whether the password belongs to what hash_password made. False also for a text it did not make.
bool password_matches(std::string_view password, std::string_view stored);

}  // namespace e2ms
