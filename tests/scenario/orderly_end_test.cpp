#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <set>

#include "world.hpp"

namespace e2ms::scenario {
namespace {

/// Tops up without ever repeating: what was not answered must not have happened.
struct Cashier {
  Client client;
  std::string account;
  std::string name;
  std::set<std::string> answered;
  std::string trouble;

  void work(std::atomic<int>& done) {
    for (int i = 0;; ++i) {
      auto const reference = name + "-" + std::to_string(i);
      auto const paid = client.post(
          account, {{"amount_fen", 100}, {"channel", "cash"}, {"note", reference}}, key(reference));
      if (paid.status == 0) return;
      if (paid.status != 201) {
        trouble = paid.body.dump();
        return;
      }
      answered.insert(reference);
      ++done;
    }
  }
};

TEST(OrderlyEnd, LosesNoAnswerAndStartsAgainAtOnce) {
  World world(small_plan());
  world.start();
  auto manager = world.manager();
  auto const account =
      "/api/v1/accounts/" + World::room(manager, "D-1").at("account_id").dump() + "/top-ups";
  std::vector<Cashier> cashiers;
  for (int i = 0; i < 4; ++i)
    cashiers.push_back({manager.clone(), account, "cashier-" + std::to_string(i), {}, ""});
  std::atomic<int> done = 0;
  std::vector<std::thread> threads;
  for (auto& cashier : cashiers) threads.emplace_back([&] { cashier.work(done); });
  ASSERT_TRUE(eventually([&] { return done >= 40; })) << done;

  EXPECT_EQ(world.stop(), 0);
  for (auto& thread : threads) thread.join();
  EXPECT_NE(world.daemon().err().find("daemon_stopped"), std::string::npos);
  EXPECT_EQ(world.verify().code, 0);

  world.start();
  std::set<std::string> kept;
  for (auto const& top_up : manager.list(account))
    if (top_up.at("note").get<std::string>().starts_with("cashier-"))
      kept.insert(top_up.at("note"));
  std::set<std::string> answered;
  for (auto const& cashier : cashiers) {
    EXPECT_EQ(cashier.trouble, "");
    answered.insert(cashier.answered.begin(), cashier.answered.end());
  }
  EXPECT_EQ(kept, answered);
  EXPECT_EQ(world.stop(), 0);
}

TEST(OrderlyEnd, EndsWhilePagesFollowLiveEvents) {
  World world(small_plan());
  world.start();
  auto const manager = world.manager();
  http::TlsClient page(world.web_port());
  page.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nCookie: " + manager.cookie() +
            "\r\n\r\n");
  EXPECT_NE(page.until("event: beat").find("event: beat"), std::string::npos);
  EXPECT_EQ(world.stop(), 0);
  // The rest of the stream, and then its end.
  page.until("never said");
  EXPECT_TRUE(page.closed());
}

}  // namespace
}  // namespace e2ms::scenario
