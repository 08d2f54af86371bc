#include "codec.hpp"

#include <gmock/gmock.h>

namespace e2ms::http {
namespace {

using State = RequestParser::State;
using testing::HasSubstr;

constexpr char kGet[] =
    "GET /api/v1/meters?search=1%E5%8F%B7+a&limit=5 HTTP/1.1\r\nHost: a\r\n\r\n";

TEST(Codec, ReadsARequestThatComesByteByByte) {
  Limits const limits;
  RequestParser parser{limits};
  std::string const whole =
      "POST /x HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
      "4\r\n\r\nabcd";
  std::string input;
  for (std::size_t i = 0; i + 1 < whole.size(); ++i) {
    input.push_back(whole[i]);
    auto const state = parser.feed(input);
    ASSERT_TRUE(state == State::wants_header || state == State::wants_body) << i;
  }
  input.push_back(whole.back());
  ASSERT_EQ(parser.feed(input), State::complete);
  auto const request = parser.take();
  EXPECT_EQ(request.method, Method::post);
  EXPECT_EQ(request.path, "/x");
  EXPECT_EQ(request.body, "abcd");
  EXPECT_EQ(request.headers.get("content-type"), "application/json");
  EXPECT_TRUE(parser.keep_alive());
}

TEST(Codec, DecodesPathAndQuery) {
  Limits const limits;
  RequestParser parser{limits};
  std::string input = kGet;
  ASSERT_EQ(parser.feed(input), State::complete);
  auto const request = parser.take();
  EXPECT_EQ(request.path, "/api/v1/meters");
  EXPECT_THAT(request.query,
              testing::ElementsAre(testing::Pair("search", "1号 a"), testing::Pair("limit", "5")));
}

TEST(Codec, LeavesAPipelinedRequestForTheNextTurn) {
  Limits const limits;
  RequestParser parser{limits};
  std::string input = std::string("GET /one HTTP/1.1\r\nHost: a\r\n\r\n") +
                      "POST /two HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi" +
                      "GET /three HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  ASSERT_EQ(parser.feed(input), State::complete);
  EXPECT_EQ(parser.take().path, "/one");
  ASSERT_EQ(parser.feed(input), State::complete);
  EXPECT_EQ(parser.take().body, "hi");
  ASSERT_EQ(parser.feed(input), State::complete);
  EXPECT_EQ(parser.take().path, "/three");
  EXPECT_FALSE(parser.keep_alive());
  EXPECT_EQ(input, "");
}

TEST(Codec, HearsThatTheClientWaitsForAWelcome) {
  Limits const limits;
  RequestParser parser{limits};
  std::string input =
      "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n";
  ASSERT_EQ(parser.feed(input), State::wants_body);
  EXPECT_TRUE(parser.wants_continue());
  input += "x";
  ASSERT_EQ(parser.feed(input), State::complete);
  EXPECT_FALSE(parser.wants_continue());
}

struct Refused {
  std::string name;
  std::string input;
  Status status;
  std::string says = "";
};

class RefusedRequest : public testing::TestWithParam<Refused> {};

TEST_P(RefusedRequest, IsRefused) {
  Limits limits;
  limits.header_bytes = 200;
  limits.body_bytes = 10;
  RequestParser parser{limits};
  std::string input = GetParam().input;
  ASSERT_EQ(parser.feed(input), State::refused);
  EXPECT_EQ(parser.refusal().status, GetParam().status);
  EXPECT_THAT(parser.refusal().title, HasSubstr(GetParam().says));
  EXPECT_FALSE(parser.keep_alive());
}

std::string get(std::string const& target, std::string const& more = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + more + "\r\n";
}

std::string chunked(std::string const& body) {
  return "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body;
}

INSTANTIATE_TEST_SUITE_P(
    All, RefusedRequest,
    testing::Values(
        Refused{"NoHttp", "\x16\x03\x01 what is this\r\n\r\n", Status::bad_request, "HTTP/1.1"},
        Refused{"HeaderTooLarge", get("/", "X: " + std::string(300, 'x') + "\r\n"),
                Status::header_too_large},
        Refused{"HeaderWithoutEnd", "GET / HTTP/1.1\r\nX: " + std::string(300, 'x'),
                Status::header_too_large},
        Refused{"BodyTooLarge", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n",
                Status::payload_too_large},
        Refused{"ChunkedBody", chunked("3\r\nabc\r\n0\r\n\r\n"), Status::length_required},
        Refused{"ChunkedHeaderAlone", chunked(""), Status::length_required},
        Refused{"ChunkExtensionWithoutEnd", chunked("1;" + std::string(500, 'a')),
                Status::length_required},
        Refused{"TrailersWithoutEnd", chunked("0\r\nX: " + std::string(500, 'a')),
                Status::length_required},
        Refused{"TwoLengths",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
                Status::bad_request},
        Refused{"LengthAndChunks",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
                "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                Status::bad_request},
        Refused{"NoHost", "GET / HTTP/1.1\r\n\r\n", Status::bad_request, "Host"},
        Refused{"TwoHosts", get("/", "Host: b\r\n"), Status::bad_request, "Host"},
        Refused{"ForeignTarget", get("http://elsewhere/"), Status::bad_request},
        Refused{"EncodedSlash", get("/a%2Fb"), Status::bad_request},
        Refused{"EncodedNul", get("/a%00b"), Status::bad_request},
        Refused{"BrokenEscape", get("/a%4"), Status::bad_request, "percent-encoding"},
        Refused{"BrokenQuery", get("/a?x=%zz"), Status::bad_request, "percent-encoding"}),
    [](auto const& one) { return one.param.name; });

TEST(Codec, WritesAHeadWithLengthAndDate) {
  auto response = plain_text("hello");
  auto const head = head_of(response, response.headers, Ending::keep_alive, {1'795'392'142'000});
  EXPECT_EQ(head,
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 5\r\n"
            "Connection: keep-alive\r\nDate: Mon, 23 Nov 2026 00:02:22 GMT\r\n\r\n");
}

TEST(Codec, GivesNoLengthToAnAnswerWithoutBody) {
  Response response;
  response.status = Status::no_content;
  auto const head = head_of(response, response.headers, Ending::close, {0});
  EXPECT_THAT(head, HasSubstr("204 No Content"));
  EXPECT_THAT(head, testing::Not(HasSubstr("Content-Length")));
  EXPECT_THAT(head, HasSubstr("Thu, 01 Jan 1970 00:00:00 GMT"));
}

TEST(CodecDeathTest, NeverWritesALineBreakIntoAHeader) {
  Response response;
  response.headers.add("X", "a\r\nSet-Cookie: b");
  EXPECT_DEATH(head_of(response, response.headers, Ending::close, {0}), "promise_broken");
}

}  // namespace
}  // namespace e2ms::http
