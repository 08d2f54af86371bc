#include "e2ms/base/digest.hpp"

#include <gtest/gtest.h>

namespace e2ms {
namespace {

Bytes salt() {
  return bytes_of("0123456789abcdef");
}

/// Hashing costs 32 MiB and a tenth of a second on purpose; once is enough.
std::string const& stored() {
  static std::string const text = hash_password("correct horse", salt()).value();
  return text;
}

TEST(Digest, IsSha256) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Secrets, AreEqualOnlyWhole) {
  EXPECT_TRUE(equal_secret("abc", "abc"));
  EXPECT_TRUE(equal_secret("", ""));
  EXPECT_FALSE(equal_secret("abc", "abd"));
  EXPECT_FALSE(equal_secret("abc", "ab"));
  EXPECT_FALSE(equal_secret("", "a"));
}

TEST(Passwords, MatchTheirOwnHashOnly) {
  EXPECT_TRUE(stored().starts_with("scrypt$15$8$1$30313233343536373839616263646566$"));
  EXPECT_TRUE(password_matches("correct horse", stored()));
  EXPECT_FALSE(password_matches("correct horsf", stored()));
  EXPECT_FALSE(password_matches("", stored()));
  EXPECT_FALSE(password_matches("correct horse ", stored()));
}

TEST(Passwords, AreHashedAsRfc7914Says) {
  // RFC 7914, section 12, second vector, shortened to our 32 bytes of hash.
  EXPECT_TRUE(password_matches("password",
                               "scrypt$10$8$16$4e61436c$"
                               "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"));
}

TEST(Passwords, MayBeEmptyOrForeign) {
  EXPECT_TRUE(password_matches("", hash_password("", salt()).value()));
  EXPECT_TRUE(password_matches("密码", hash_password("密码", salt()).value()));
}

TEST(Passwords, OtherSaltGivesOtherHash) {
  EXPECT_NE(hash_password("correct horse", bytes_of("fedcba9876543210")).value(), stored());
}

TEST(Passwords, NeverMatchADamagedText) {
  auto shortened = stored();
  shortened.pop_back();
  auto flipped = stored();
  flipped.back() = flipped.back() == '0' ? '1' : '0';
  for (std::string const& text :
       {std::string{}, std::string{"scrypt"}, std::string{"scrypt$15$8$1$$"},
        std::string{"scrypt$99$8$1$00$00"}, std::string{"scrypt$-1$8$1$00$00"},
        std::string{"scrypt$15$0$1$00$00"}, std::string{"scrypt$15$8$0$00$00"},
        std::string{"scrypt$20$32$16$00$00"}, std::string{"scrypt$15$8$1$0$00"},
        std::string{"scrypt$15$8$1$zz$00"}, "$" + stored(), stored() + "$", stored() + "0",
        shortened, flipped, "md5" + stored().substr(6)})
    EXPECT_FALSE(password_matches("correct horse", text)) << text;
}

}  // namespace
}  // namespace e2ms
