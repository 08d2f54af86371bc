#include "e2ms/http/server.hpp"

#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <filesystem>
#include <future>
#include <stdexcept>
#include <thread>

#include "connection.hpp"
#include "e2ms/http/live.hpp"
#include "hand_clock.hpp"
#include "tls_client.hpp"

namespace e2ms::http {
namespace {

namespace asio = boost::asio;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// A server on a thread of its own, with a clock moved by hand.
class ServerTest : public testing::Test {
 protected:
  ServerTest() {
    char pattern[] = "/tmp/e2ms-web-XXXXXX";
    folder_ = ::mkdtemp(pattern);
    limits_.connections = 8;
    limits_.header_bytes = 1000;
    limits_.body_bytes = 100;
  }

  void start() {
    TlsFiles const files{folder_ + "/cert.pem", folder_ + "/key.pem"};
    EXPECT_TRUE(make_certificate_if_absent(files, "localhost", clock_.now()));
    auto identity = TlsIdentity::load(files, clock_.now());
    ASSERT_TRUE(identity);
    identity_.emplace(*std::move(identity));
    server_.emplace(loop_, clock_, *identity_, limits_,
                    [this](Request request) { return answer(std::move(request)); });
    auto const port = server_->listen("127.0.0.1", 0);
    ASSERT_TRUE(port);
    port_ = *port;
    thread_ = std::thread([this] { loop_.run(); });
  }

  ~ServerTest() override {
    if (thread_.joinable()) {
      stop();
      thread_.join();
    }
    std::filesystem::remove_all(folder_);
  }

  /// The server's stop, to its end. Nothing is left on the loop then.
  void stop() {
    if (stopped_) return;
    stopped_ = true;
    auto done = std::make_shared<std::promise<void>>();
    asio::co_spawn(loop_, server_->stop(Duration{}),
                   [done](std::exception_ptr) { done->set_value(); });
    done->get_future().wait();
    clock_.advance(minutes(10));
  }

  ServerFigures figures() {
    std::promise<ServerFigures> said;
    asio::post(loop_, [&] { said.set_value(server_->figures()); });
    return said.get_future().get();
  }

  asio::awaitable<Response> answer(Request request) {
    if (request.path == "/throw") throw std::runtime_error("broken on purpose");
    if (request.path == "/stuck") co_await clock_.sleep(minutes(5));
    if (request.path == "/big") co_return plain_text(std::string(300'000, 'b'));
    if (request.path == "/events") {
      Response response;
      Audience audience{.project = ProjectId{1}, .token_hash = std::to_string(++streams_)};
      response.stream = live_.subscribe(std::move(audience));
      co_return response;
    }
    co_return plain_text(std::string(word(request.method)) + " " + request.path + " " +
                         request.body + " from " + request.peer);
  }

  asio::io_context loop_;
  HandClock clock_{loop_};
  Live live_;
  Limits limits_;
  std::optional<TlsIdentity> identity_;
  std::optional<Server> server_;
  std::string folder_;
  std::uint16_t port_ = 0;
  int streams_ = 0;
  std::thread thread_;
  bool stopped_ = false;
};

std::string get(std::string const& path) {
  return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

TEST_F(ServerTest, AnswersOneRequestAfterTheOtherOnAConnection) {
  start();
  TlsClient client{port_};
  EXPECT_EQ(client.protocol(), "TLSv1.3");
  for (auto const* const path : {"/a", "/b", "/c"}) {
    client.send(get(path));
    EXPECT_THAT(client.response(), HasSubstr("GET " + std::string(path) + "  from 127.0.0.1"));
  }
  EXPECT_EQ(figures().requests, 3u);
  EXPECT_EQ(figures().accepted, 1u);
}

TEST_F(ServerTest, AnswersSplitAndPipelinedRequestsInTheirOrder) {
  start();
  TlsClient client{port_};
  for (char const c : std::string("POST /split HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi"))
    client.send({&c, 1});
  EXPECT_THAT(client.response(), HasSubstr("POST /split hi"));
  client.send(get("/one") + get("/two") + get("/three"));
  EXPECT_THAT(client.response(), HasSubstr("/one"));
  EXPECT_THAT(client.response(), HasSubstr("/two"));
  EXPECT_THAT(client.response(), HasSubstr("/three"));
}

TEST_F(ServerTest, CarriesTheSecurityHeadersOnEveryAnswer) {
  start();
  TlsClient client{port_};
  client.send(get("/a"));
  auto const good = client.response();
  client.send("rubbish\r\n\r\n");
  auto const bad = client.response();
  for (auto const& answer : {good, bad}) {
    EXPECT_THAT(answer, HasSubstr("Strict-Transport-Security: max-age="));
    EXPECT_THAT(answer, HasSubstr("Content-Security-Policy: default-src 'self'; "));
    EXPECT_THAT(answer, HasSubstr("frame-ancestors 'none'"));
    EXPECT_THAT(answer, HasSubstr("X-Content-Type-Options: nosniff"));
    EXPECT_THAT(answer, HasSubstr("Referrer-Policy: no-referrer"));
    EXPECT_THAT(answer, HasSubstr("Permissions-Policy: "));
  }
}

TEST_F(ServerTest, SendsALongAnswerWhole) {
  start();
  TlsClient client{port_};
  client.send(get("/big"));
  auto const answer = client.response();
  EXPECT_GT(answer.size(), 300'000u);
  EXPECT_EQ(answer.back(), 'b');
}

TEST_F(ServerTest, SendsOnlyTheHeadToHead) {
  start();
  TlsClient client{port_};
  client.send("HEAD /big HTTP/1.1\r\nHost: a\r\n\r\n" + get("/next"));
  EXPECT_THAT(client.response(false), HasSubstr("Content-Length: 300000"));
  EXPECT_THAT(client.response(), HasSubstr("GET /next"));
}

TEST_F(ServerTest, ClosesWhenAsked) {
  start();
  TlsClient client{port_};
  client.send("GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(client.response(), HasSubstr("Connection: close"));
  EXPECT_TRUE(client.closed());
}

TEST_F(ServerTest, ClosesAfterItsShareOfRequests) {
  limits_.requests_per_connection = 2;
  start();
  TlsClient client{port_};
  client.send(get("/a"));
  EXPECT_THAT(client.response(), HasSubstr("Connection: keep-alive"));
  client.send(get("/b"));
  EXPECT_THAT(client.response(), HasSubstr("Connection: close"));
  EXPECT_TRUE(client.closed());
}

TEST_F(ServerTest, ResumesATlsSession) {
  start();
  TlsClient first{port_};
  first.send(get("/a"));
  first.response();
  TlsClient second{port_, &first};
  second.send(get("/b"));
  EXPECT_THAT(second.response(), HasSubstr("/b"));
  EXPECT_TRUE(second.resumed());
}

TEST(PeerOf, IsTheNetworkThatOneClientHas) {
  auto const of = [](char const* address) { return peer_of(asio::ip::make_address(address)); };
  EXPECT_EQ(of("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(of("::ffff:192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(of("2001:db8:1:2:ffff::1"), of("2001:db8:1:2::9"));
  EXPECT_NE(of("2001:db8:1:3::1"), of("2001:db8:1:2::1"));
}

TEST_F(ServerTest, RefusesWhatIsTooLargeAndSaysSo) {
  start();
  TlsClient wide{port_};
  wide.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(5000, 'x') + "\r\n\r\n");
  EXPECT_THAT(wide.response(), StartsWith("HTTP/1.1 431 "));
  EXPECT_TRUE(wide.closed());
  TlsClient heavy{port_};
  heavy.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n" + std::string(101, 'x'));
  auto const answer = heavy.response();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(answer, HasSubstr("body_too_large"));
  EXPECT_TRUE(heavy.closed());
  EXPECT_EQ(figures().bad_requests, 2u);
}

TEST_F(ServerTest, WelcomesABodyThatWaits) {
  start();
  TlsClient client{port_};
  client.send("POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_THAT(client.response(), StartsWith("HTTP/1.1 100 Continue"));
  client.send("hi");
  EXPECT_THAT(client.response(), HasSubstr("POST /x hi"));
}

TEST_F(ServerTest, EndsASlowHeaderHoweverItTrickles) {
  start();
  TlsClient slow{port_};
  TlsClient other{port_};
  slow.send("GET / HTTP/1.1\r\n");
  for (int i = 0; i < 12; ++i) {
    clock_.advance(seconds(1));
    other.send(get("/alive"));
    ASSERT_THAT(other.response(), HasSubstr("200 OK"));
    slow.send("X: y\r\n");
  }
  EXPECT_THAT(slow.response(), StartsWith("HTTP/1.1 408 "));
  EXPECT_TRUE(slow.closed());
  EXPECT_EQ(figures().timed_out, 1u);
}

TEST_F(ServerTest, EndsASlowBodyAndAnIdleConnection) {
  start();
  TlsClient body{port_};
  body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\nsome");
  TlsClient idle{port_};
  idle.send(get("/a"));
  idle.response();
  clock_.advance(seconds(31));
  EXPECT_THAT(body.response(), StartsWith("HTTP/1.1 408 "));
  clock_.advance(seconds(45));
  EXPECT_TRUE(idle.closed());
}

TEST_F(ServerTest, DoesNotWaitForEverForAnAnswer) {
  start();
  TlsClient client{port_};
  client.send(get("/stuck"));
  TlsClient other{port_};
  other.send(get("/after"));  // read after the other's request
  other.response();
  clock_.advance(limits_.answer);
  EXPECT_TRUE(client.closed());
  clock_.advance(seconds(1));
  EXPECT_EQ(figures().timed_out, 1u);
}

TEST_F(ServerTest, MakesRoomByClosingTheIdlest) {
  start();
  std::vector<std::unique_ptr<TlsClient>> clients;
  for (int i = 0; i < 8; ++i) {
    clients.push_back(std::make_unique<TlsClient>(port_));
    clients.back()->send(get("/a"));
    clients.back()->response();
    clock_.advance(milliseconds(10));
  }
  TlsClient late{port_};
  late.send(get("/late"));
  EXPECT_THAT(late.response(), HasSubstr("/late"));
  EXPECT_TRUE(clients.front()->closed());
  clients.back()->send(get("/still"));
  EXPECT_THAT(clients.back()->response(), HasSubstr("/still"));
}

TEST_F(ServerTest, TurnsAwayWhenEverybodyIsBusy) {
  start();
  std::vector<std::unique_ptr<TlsClient>> clients;
  for (int i = 0; i < 8; ++i) {
    clients.push_back(std::make_unique<TlsClient>(port_));
    clients.back()->send(get("/events"));
    clients.back()->until("beat");
  }
  EXPECT_FALSE(TlsClient{port_}.connected());
  EXPECT_EQ(figures().turned_away, 1u);
}

TEST_F(ServerTest, BoundsTheConnectionsOfOneAddress) {
  limits_.connections_per_peer = 2;
  start();
  TlsClient first{port_}, second{port_};
  EXPECT_TRUE(second.connected());
  EXPECT_FALSE(TlsClient{port_}.connected());
}

TEST_F(ServerTest, AnswersAThrownExceptionAndGoesOn) {
  start();
  TlsClient client{port_};
  client.send(get("/throw"));
  auto const answer = client.response();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 "));
  EXPECT_THAT(answer, Not(HasSubstr("broken on purpose")));
  client.send(get("/a"));
  EXPECT_THAT(client.response(), HasSubstr("200 OK"));
  EXPECT_EQ(figures().server_errors, 1u);
}

TEST_F(ServerTest, StreamsEventsAsTheyHappen) {
  start();
  TlsClient page{port_};
  page.send(get("/events"));
  EXPECT_THAT(page.until("beat\ndata: {\"id\":1}\n\n"), HasSubstr("Connection: close"));
  asio::post(loop_, [this] { live_.publish({Event::Kind::room, 7, ProjectId{1}}); });
  EXPECT_THAT(page.until("room\ndata: {\"id\":7}\n\n"), StartsWith("event: room"));
  asio::post(loop_, [this] { live_.beat({0}); });
  EXPECT_THAT(page.until("\n\n"), StartsWith("event: beat"));
}

TEST_F(ServerTest, StopsInOrder) {
  start();
  TlsClient idle{port_}, page{port_};
  idle.send(get("/a"));
  idle.response();
  page.send(get("/events"));
  page.until("beat");
  stop();
  EXPECT_TRUE(idle.closed());
  EXPECT_TRUE(page.closed());
  EXPECT_FALSE(TlsClient{port_}.connected());
  thread_.join();  // nothing keeps the loop
}

TEST_F(ServerTest, SaysWhenTheAddressIsTaken) {
  start();
  std::promise<Result<std::uint16_t>> said;
  Server other{loop_, clock_, *identity_, limits_,
               [this](Request request) { return answer(std::move(request)); }};
  asio::post(loop_, [&] { said.set_value(other.listen("127.0.0.1", port_)); });
  auto const refused = said.get_future().get();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.fault().code, FaultCode::network);
}

}  // namespace
}  // namespace e2ms::http
