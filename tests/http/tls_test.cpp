#include "e2ms/http/tls.hpp"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace e2ms::http {
namespace {

constexpr Instant kNow{1'795'392'142'000};

/// A folder that goes with the test.
class TlsFilesTest : public testing::Test {
 protected:
  TlsFilesTest() {
    char pattern[] = "/tmp/e2ms-tls-XXXXXX";
    folder_ = ::mkdtemp(pattern);
    files_ = {folder_ + "/cert.pem", folder_ + "/key.pem"};
  }
  ~TlsFilesTest() override { std::filesystem::remove_all(folder_); }

  X509* certificate() {
    std::FILE* const file = std::fopen(files_.certificate.c_str(), "r");
    X509* const read = PEM_read_X509(file, nullptr, nullptr, nullptr);
    std::fclose(file);
    return read;
  }

  std::string folder_;
  TlsFiles files_;
};

TEST_F(TlsFilesTest, MakesACertificateOnceForItsHosts) {
  auto const made = make_certificate_if_absent(files_, "e2ms.example", kNow);
  ASSERT_TRUE(made);
  EXPECT_TRUE(*made);
  auto const again = make_certificate_if_absent(files_, "e2ms.example", kNow);
  ASSERT_TRUE(again);
  EXPECT_FALSE(*again);

  auto* const it = certificate();
  ASSERT_NE(it, nullptr);
  for (auto const* const host : {"localhost", "e2ms.example"})
    EXPECT_EQ(X509_check_host(it, host, 0, 0, nullptr), 1) << host;
  EXPECT_EQ(X509_check_ip_asc(it, "127.0.0.1", 0), 1);
  EXPECT_EQ(X509_check_host(it, "elsewhere.example", 0, 0, nullptr), 0);
  EXPECT_EQ(EVP_PKEY_get_bits(X509_get0_pubkey(it)), 256);
  X509_free(it);
  EXPECT_TRUE(TlsIdentity::load(files_, kNow));
}

TEST_F(TlsFilesTest, KeepsTheKeyToItself) {
  ASSERT_TRUE(make_certificate_if_absent(files_, "10.0.0.5", kNow));
  struct stat status {};
  ASSERT_EQ(::stat(files_.key.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(TlsFilesTest, RefusesAHostThatIsNone) {
  auto const made = make_certificate_if_absent(files_, "a,DNS:evil", kNow);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.fault().code, FaultCode::bad_input);
  EXPECT_FALSE(std::filesystem::exists(files_.key));
}

TEST_F(TlsFilesTest, NeverCompletesAHalfPair) {
  std::ofstream(files_.certificate) << "something";
  auto const made = make_certificate_if_absent(files_, "localhost", kNow);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.fault().code, FaultCode::file);
  EXPECT_FALSE(std::filesystem::exists(files_.key));
}

TEST_F(TlsFilesTest, RefusesMissingUnreadableAndForeignFiles) {
  auto const code = [](TlsFiles const& files) {
    auto const loaded = TlsIdentity::load(files, kNow);
    return loaded ? std::optional<FaultCode>{} : loaded.fault().code;
  };
  EXPECT_EQ(code(files_), FaultCode::file);
  ASSERT_TRUE(make_certificate_if_absent(files_, "localhost", kNow));
  EXPECT_EQ(code({files_.certificate, folder_ + "/none.pem"}), FaultCode::file);
  EXPECT_EQ(code({files_.key, files_.key}), FaultCode::file);
  TlsFiles const other{folder_ + "/other.pem", folder_ + "/other-key.pem"};
  ASSERT_TRUE(make_certificate_if_absent(other, "localhost", kNow));
  EXPECT_EQ(code({files_.certificate, other.key}), FaultCode::file);
  EXPECT_EQ(code(files_), std::nullopt);
}

}  // namespace
}  // namespace e2ms::http
