#include "e2ms/http/assets.hpp"

#include <gmock/gmock.h>

namespace e2ms::http {
namespace {

using testing::HasSubstr;

template <std::size_t N>
std::span<unsigned char const> bytes(char const (&text)[N]) {
  return {reinterpret_cast<unsigned char const*>(text), N - 1};
}
std::string text(Response const& response) {
  return {response.file.begin(), response.file.end()};
}

Assets pages() {
  Assets assets;
  assets.add({"/index.html", "text/html; charset=utf-8", "\"i\"", false, bytes("index"), {}, {}});
  assets.add(
      {"/t/index.html", "text/html; charset=utf-8", "\"t\"", false, bytes("tenant"), {}, {}});
  assets.add({"/assets/a-1.js", "text/javascript", "\"a\"", true, bytes("script"), bytes("gzipped"),
              bytes("brotli")});
  return assets;
}

Request ask(std::string path, std::string_view encodings = "", std::string_view accept = "*/*") {
  Request request;
  request.path = std::move(path);
  if (!encodings.empty()) request.headers.add("Accept-Encoding", encodings);
  request.headers.add("Accept", accept);
  return request;
}

struct Chosen {
  std::string_view accepted;
  std::string_view body;
};

TEST(Assets, GivesTheSmallestFormThatIsWelcome) {
  auto const assets = pages();
  for (auto const& [accepted, body] :
       std::initializer_list<Chosen>{{"gzip, deflate, br", "brotli"},
                                     {"gzip", "gzipped"},
                                     {"", "script"},
                                     {"br;q=0.5, gzip;q=0.8", "gzipped"},
                                     {"br;q=0, gzip;q=0", "script"},
                                     {"*", "brotli"},
                                     {"br;q=0, *", "gzipped"},
                                     {"identity, gzip;q=0.3", "script"},
                                     {"gzip;q=0.001", "gzipped"},
                                     {"zstd", "script"}})
    EXPECT_EQ(text(assets.serve(ask("/assets/a-1.js", accepted))), body) << accepted;
}

TEST(Assets, RefusesWhoAcceptsNothingWeHave) {
  EXPECT_EQ(pages().serve(ask("/index.html", "identity;q=0, zstd")).status, Status::not_acceptable);
  EXPECT_EQ(pages().serve(ask("/index.html", "*;q=0")).status, Status::not_acceptable);
}

TEST(Assets, SaysHowLongAFileMayBeKept) {
  auto const script = pages().serve(ask("/assets/a-1.js", "br"));
  EXPECT_EQ(script.headers.get("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(script.headers.get("Content-Encoding"), "br");
  EXPECT_EQ(script.headers.get("Vary"), "Accept-Encoding");
  EXPECT_EQ(script.headers.get("ETag"), "\"a\"");
  auto const page = pages().serve(ask("/index.html"));
  EXPECT_EQ(page.headers.get("Cache-Control"), "no-cache");
  EXPECT_EQ(page.headers.count("Content-Encoding"), 0u);
}

TEST(Assets, SendsNothingThatTheBrowserHas) {
  for (auto const* const known : {"\"i\"", "\"x\", \"i\"", "W/\"i\"", "*"}) {
    auto request = ask("/index.html");
    request.headers.add("If-None-Match", known);
    auto const response = pages().serve(request);
    EXPECT_EQ(response.status, Status::not_modified) << known;
    EXPECT_TRUE(response.file.empty());
    EXPECT_EQ(response.headers.get("ETag"), "\"i\"");
  }
  auto request = ask("/index.html");
  request.headers.add("If-None-Match", "\"older\"");
  EXPECT_EQ(pages().serve(request).status, Status::ok);
}

TEST(Assets, GivesThePageForAPathThatOnlyThePageKnows) {
  constexpr char kBrowser[] = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8";
  EXPECT_EQ(text(pages().serve(ask("/", "", kBrowser))), "index");
  EXPECT_EQ(text(pages().serve(ask("/meters/7", "", kBrowser))), "index");
  EXPECT_EQ(text(pages().serve(ask("/t/", "", kBrowser))), "tenant");
  EXPECT_EQ(text(pages().serve(ask("/t/charges/3", "", kBrowser))), "tenant");
  EXPECT_EQ(text(pages().serve(ask("/tariffs", "", kBrowser))), "index");
}

TEST(Assets, HasNothingElse) {
  EXPECT_EQ(pages().serve(ask("/assets/b-2.js")).status, Status::not_found);
  EXPECT_EQ(pages().serve(ask("/../etc/passwd")).status, Status::not_found);
  EXPECT_EQ(Assets{}.serve(ask("/", "", "text/html")).status, Status::not_found);
  auto request = ask("/index.html");
  request.method = Method::post;
  auto const refused = pages().serve(request);
  EXPECT_EQ(refused.status, Status::method_not_allowed);
  EXPECT_EQ(refused.headers.get("Allow"), "GET, HEAD");
}

}  // namespace
}  // namespace e2ms::http
