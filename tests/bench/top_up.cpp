#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "e2ms/base/digest.hpp"
#include "e2ms/command/archive.hpp"
#include "e2ms/command/take_payment.hpp"
#include "e2ms/document/tariff_json.hpp"
#include "e2ms/http/server.hpp"
#include "e2ms/http/site.hpp"
#include "e2ms/query/ledger_audit.hpp"
#include "e2ms/store/open.hpp"
#include "system_clock.hpp"
#include "system_entropy.hpp"
#include "tls_client.hpp"

namespace e2ms::bench {
namespace {

namespace asio = boost::asio;

constexpr char kPassword[] = "a password for measuring";
constexpr std::int64_t kFen = 1'00;

struct Plan {
  std::filesystem::path folder;
  int clients;
  std::chrono::seconds span;
};

/// A database with an account for each client and one operator.
std::vector<AccountId> furnish(std::filesystem::path const& file, int accounts) {
  ENSURE(store::create(file).has_value());
  store::Direct direct(file);
  command::AddProject const project_order{"town", "Asia/Shanghai", hours(1), minutes(30)};
  auto const project = direct.submit(project_order)->id;
  command::PublishTariff const price{
      project, "flat", {0}, document::flat_document({50'000'000}), {0}};
  auto const tariff = direct.submit(price)->id;
  auto hash = hash_password(kPassword, Bytes(16, 7));
  command::AddOperator const cashier{project, "cashier", *std::move(hash)};
  ENSURE(direct.submit(cashier)->verdict == command::Archived::added);
  std::vector<AccountId> ids;
  for (int i = 0; i < accounts; ++i) {
    auto const room = direct.submit(command::AddRoom{project, "1", "1", std::to_string(i)})->id;
    command::OpenAccount const order{.room = room,
                                     .tenant = "tenant",
                                     .tariff = tariff,
                                     .credit_limit = {},
                                     .alarm1 = Money::fen(20'00),
                                     .alarm2 = Money::fen(5'00),
                                     .reconnect = {},
                                     .pin_hash = "none",
                                     .at = {0}};
    ids.push_back(direct.submit(order)->id);
  }
  return ids;
}

/// What was counted is in the file, and the file is sound.
void verify(std::filesystem::path const& file, std::int64_t top_ups) {
  store::Direct direct(file);
  auto const audit = direct.ask(query::LedgerAudit{});
  ENSURE(audit.has_value() && audit->findings.empty());
  ENSURE(audit->journals == top_ups);
}

/// The server on a thread of its own, as the daemon has it.
class Desk {
 public:
  Desk(std::filesystem::path const& folder, std::filesystem::path const& database)
      : store_(store::open(database, {}).value()) {
    http::TlsFiles const files{folder / "cert.pem", folder / "key.pem"};
    ENSURE(http::make_certificate_if_absent(files, "localhost", clock_.now()).has_value());
    identity_.emplace(http::TlsIdentity::load(files, clock_.now()).value());
    site_.emplace(http::Site::Parts{.store = *store_,
                                    .clock = clock_,
                                    .entropy = entropy_,
                                    .live = live_,
                                    .assets = http::Assets::of(std::vector<http::Asset>{}),
                                    .models = {}});
    server_.emplace(loop_, clock_, *identity_, http::Limits{},
                    [this](http::Request request) { return site_->answer(std::move(request)); });
    port_ = server_->listen("127.0.0.1", 0).value();
    thread_ = std::jthread([this] { loop_.run(); });
  }
  ~Desk() {
    asio::co_spawn(loop_, end(), asio::detached);
    thread_.join();
    store_.reset();
  }

  std::uint16_t port() const { return port_; }

 private:
  asio::awaitable<void> end() {
    co_await server_->stop(seconds(5));
    loop_.stop();
  }

  daemon::SystemClock clock_;
  daemon::SystemEntropy entropy_;
  asio::io_context loop_{1};
  std::unique_ptr<store::Store> store_;
  std::optional<http::TlsIdentity> identity_;
  http::Live live_;
  std::optional<http::Site> site_;
  std::optional<http::Server> server_;
  std::uint16_t port_ = 0;
  std::jthread thread_;
};

/// Headers of a signed-in operator.
std::string sign_in(std::uint16_t port) {
  http::TlsClient client(port);
  std::string const body = R"({"user":"cashier","password":")" + std::string(kPassword) + "\"}";
  client.send("POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json" +
              std::string("\r\nContent-Length: ") + std::to_string(body.size()) + "\r\n\r\n" +
              body);
  auto const answer = client.response();
  auto const cookie = answer.find("__Host-e2ms=");
  ENSURE(cookie != std::string::npos);
  auto const session = nlohmann::json::parse(answer.substr(answer.find("\r\n\r\n") + 4));
  return "Cookie: " + answer.substr(cookie, answer.find(';', cookie) - cookie) +
         "\r\nX-CSRF-Token: " + session.at("csrf_token").get<std::string>() + "\r\n";
}

/// Tops one account up again and again over one connection.
std::int64_t top_up_over_https(std::uint16_t port, std::string const& session, AccountId account,
                               std::chrono::steady_clock::time_point until) {
  http::TlsClient client(port);
  ENSURE(client.connected());
  auto const id = std::to_string(account.value);
  std::string const body = R"({"amount_fen":100,"channel":"cash","note":""})";
  std::int64_t done = 0;
  while (std::chrono::steady_clock::now() < until) {
    client.send("POST /api/v1/accounts/" + id + "/top-ups HTTP/1.1\r\nHost: localhost\r\n" +
                session + "Idempotency-Key: slip-" + id + "-" + std::to_string(done) +
                "\r\nContent-Type: application/json\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\n\r\n" + body);
    auto const answer = client.response();
    if (!answer.starts_with("HTTP/1.1 201")) {
      std::fprintf(stderr, "unexpected answer: %s\n", answer.c_str());
      std::exit(1);
    }
    ++done;
  }
  return done;
}

double measure_https(Plan const& plan) {
  auto const file = plan.folder / "https.db";
  auto const accounts = furnish(file, plan.clients);
  std::atomic<std::int64_t> done = 0;
  {
    Desk const desk(plan.folder, file);
    auto const session = sign_in(desk.port());
    auto const until = std::chrono::steady_clock::now() + plan.span;
    std::vector<std::jthread> clients;
    for (auto const account : accounts)
      clients.emplace_back(
          [&, account] { done += top_up_over_https(desk.port(), session, account, until); });
  }
  verify(file, done);
  return static_cast<double>(done) / static_cast<double>(plan.span.count());
}

double measure_alone(Plan const& plan) {
  auto const file = plan.folder / "alone.db";
  auto const accounts = furnish(file, plan.clients);
  std::int64_t done = 0;
  daemon::SystemClock const clock;
  {
    store::Direct direct(file);
    auto const until = std::chrono::steady_clock::now() + plan.span;
    while (std::chrono::steady_clock::now() < until) {
      auto const account = accounts[static_cast<std::size_t>(done) % accounts.size()];
      command::TakePayment const payment{account,
                                         Money::fen(kFen),
                                         Channel::cash,
                                         "slip-" + std::to_string(done),
                                         clock.now(),
                                         "cashier",
                                         ""};
      auto const outcome = direct.submit(payment);
      ENSURE(outcome->verdict == command::TakePayment::Verdict::credited);
      ++done;
    }
  }
  verify(file, done);
  return static_cast<double>(done) / static_cast<double>(plan.span.count());
}

/// In the given folder, because what a durable commit costs is the file system's word.
int run(std::string const& where, int clients, int seconds) {
  std::string pattern = where + "/e2ms-bench-XXXXXX";
  ENSURE(::mkdtemp(pattern.data()) != nullptr);
  Plan const plan{pattern, clients, std::chrono::seconds(seconds)};
  auto const alone = measure_alone(plan);
  std::printf("each committed alone:          %8.0f top-ups per second\n", alone);
  auto const https = measure_https(plan);
  std::printf("HTTPS, %d keep-alive clients:  %8.0f top-ups per second\n", clients, https);
  std::printf("ratio: %.2f\n", https / alone);
  std::filesystem::remove_all(plan.folder);
  return 0;
}

}  // namespace
}  // namespace e2ms::bench

int main(int argc, char** argv) {
  CLI::App app{"Durable top-ups per second, through HTTPS and each committed alone."};
  std::string where = ".";
  int clients = 64;
  int seconds = 8;
  app.add_option("--in", where, "Folder on the file system that counts");
  app.add_option("--clients", clients, "Keep-alive connections")->check(CLI::Range(1, 200));
  app.add_option("--seconds", seconds, "Of each measurement")->check(CLI::Range(1, 600));
  CLI11_PARSE(app, argc, argv);
  return e2ms::bench::run(where, clients, seconds);
}
