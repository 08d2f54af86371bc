#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <random>

#include "world.hpp"

namespace e2ms::scenario {
namespace {

using std::chrono::milliseconds;

constexpr int kKills = 50;
constexpr int kCashiers = 4;
constexpr int kRooms = 4;  // on each of two lines

Plan many_rooms() {
  Plan plan{.lines = {{"DTU-1", Line::Kind::dtu}, {"GW-1", Line::Kind::gateway}}, .rooms = {}};
  for (int i = 1; i <= kRooms; ++i) {
    auto const number = std::to_string(i);
    plan.rooms.push_back(
        {"D-" + number, "DTU-1", "20241100000" + number, "dlt645-2007-single", "dlt645-single"});
    plan.rooms.push_back({"M-" + number, "GW-1", number, "hiking-dds238-zn-sr", "hiking-dds238"});
  }
  return plan;
}

/// What one thread knows for certain because it was answered.
struct Ledger {
  std::map<std::string, std::int64_t> top_ups;  ///< by reference: the receipt's number
  std::map<std::string, std::int64_t> fen;
  std::vector<std::string> troubles;
};

/// Asks again until the daemon is back and answers.
Answer insist(Client& client, std::string const& path, json const& body,
              Client::Headers const& headers) {
  Answer answer;
  auto const answered = [&] {
    answer = client.post(path, body, headers);
    // Busy is no answer to the question whether it was done.
    return answer.status != 0 && answer.status != 503;
  };
  eventually(answered);
  return answer;
}

class Cashier {
 public:
  Cashier(Client client, std::vector<std::int64_t> accounts, int number,
          std::mt19937::result_type seed)
      : client_(std::move(client)),
        accounts_(std::move(accounts)),
        number_(number),
        chance_(seed) {}

  void work(std::atomic<bool> const& closing) {
    for (int i = 0; !closing; ++i)
      top_up("cash-" + std::to_string(number_) + "-" + std::to_string(i));
  }

  Ledger const& ledger() const { return ledger_; }

 private:
  void top_up(std::string const& reference) {
    auto const account = accounts_[chance_() % accounts_.size()];
    auto const fen = static_cast<std::int64_t>(1 + chance_() % 300);
    auto const path = "/api/v1/accounts/" + std::to_string(account) + "/top-ups";
    json const body{{"amount_fen", fen}, {"channel", "cash"}, {"note", reference}};
    auto const paid = insist(client_, path, body, key(reference));
    if (paid.status != 200 && paid.status != 201) {
      ledger_.troubles.push_back(reference + ": " + std::to_string(paid.status) + paid.body.dump());
      return;
    }
    ledger_.top_ups[reference] = paid.body.at("id");
    ledger_.fen[reference] = fen;
    // People queue at the desk; the books must not grow beyond what is compared below.
    std::this_thread::sleep_for(milliseconds(chance_() % 200));
    if (chance_() % 3 != 0) return;
    // A nervous cashier: presses again although the receipt is there.
    auto const again = insist(client_, path, body, key(reference));
    if (again.status != 200 || again.body.at("id") != paid.body.at("id"))
      ledger_.troubles.push_back(reference + " again: " + again.body.dump());
  }

  Client client_;
  std::vector<std::int64_t> accounts_;
  int number_;
  std::mt19937 chance_;
  Ledger ledger_;
};

/// Switches meters by hand and gives them back, at random.
class Caretaker {
 public:
  Caretaker(Client client, std::vector<std::int64_t> meters, std::mt19937::result_type seed)
      : client_(std::move(client)), meters_(std::move(meters)), chance_(seed) {}

  void work(std::atomic<bool> const& closing) {
    constexpr std::array kWishes{"off", "auto", "on", "auto"};
    while (!closing) {
      auto const path =
          "/api/v1/meters/" + std::to_string(meters_[chance_() % meters_.size()]) + "/supply";
      json const body{{"wanted", kWishes[chance_() % kWishes.size()]}, {"reason", "a round"}};
      auto const wished = insist(client_, path, body, {});
      if (wished.status != 200) troubles_.push_back(wished.body.dump());
      std::this_thread::sleep_for(milliseconds(chance_() % 200));
    }
  }

  std::vector<std::string> const& troubles() const { return troubles_; }

 private:
  Client client_;
  std::vector<std::int64_t> meters_;
  std::mt19937 chance_;
  std::vector<std::string> troubles_;
};

/// Where the rules want the relay, as far as the last figures say it; empty where the way there
/// counts (between nothing and the reconnect amount).
std::string ruled(json const& meter, json const& account) {
  auto const mode = meter.at("supply").at("mode").get<std::string>();
  if (mode != "auto") return mode;
  auto const available = account.at("available_fen").get<std::int64_t>();
  if (available <= 0) return "off";
  return available >= account.at("reconnect_fen").get<std::int64_t>() ? "on" : "";
}

class FiftyKills : public testing::Test {
 protected:
  FiftyKills() : world_(many_rooms()), control_(world_.control_port()) {
    world_.start();
    manager_.emplace(world_.manager());
    for (auto const& room : many_rooms().rooms) {
      auto const shown = World::room(*manager_, room.name);
      accounts_.push_back(shown.at("account_id"));
      meters_.push_back(shown.at("meter_id"));
    }
  }

  /// Something of a few yuan in one of the rooms.
  void consume(std::mt19937& chance) {
    auto const rooms = many_rooms().rooms;
    control_.say("energy " + rooms[chance() % rooms.size()].address + " +" +
                 std::to_string(chance() % 6) + ".5");
  }

  void kill_and_start(std::mt19937& chance) {
    for (int i = 0; i < kKills; ++i) {
      consume(chance);
      consume(chance);
      // The moment is what is random here; nothing is waited for.
      std::this_thread::sleep_for(milliseconds(100 + chance() % 2400));
      world_.kill();
      if (i % 10 == 9) {
        auto const verified = world_.verify();
        EXPECT_EQ(verified.code, 0) << "after kill " << i + 1 << "\n" << verified.out;
      }
      world_.start();
    }
  }

  void expect_each_top_up_once(std::vector<Cashier> const& cashiers) {
    std::map<std::string, std::int64_t> kept;
    std::int64_t wallets = 0, claimed = 0, opened = 0;
    for (auto const account : accounts_) {
      auto const path = "/api/v1/accounts/" + std::to_string(account);
      wallets += manager_->fetch(path).at("top_ups_fen").get<std::int64_t>();
      for (auto const& top_up : manager_->list(path + "/top-ups")) {
        auto const note = top_up.at("note").get<std::string>();
        if (!note.starts_with("cash-")) {
          opened += top_up.at("amount_fen").get<std::int64_t>();
          continue;
        }
        EXPECT_TRUE(kept.emplace(note, top_up.at("id")).second) << note << " is there twice";
      }
    }
    std::map<std::string, std::int64_t> answered;
    for (auto const& cashier : cashiers) {
      for (auto const& trouble : cashier.ledger().troubles) ADD_FAILURE() << trouble;
      answered.insert(cashier.ledger().top_ups.begin(), cashier.ledger().top_ups.end());
      for (auto const& [reference, fen] : cashier.ledger().fen) claimed += fen;
    }
    EXPECT_EQ(kept, answered);
    EXPECT_EQ(wallets, claimed + opened);
    std::printf("%zu top-ups, %lld fen\n", answered.size(), static_cast<long long>(claimed));
    EXPECT_GT(answered.size(), 100u);
  }

  /// Each meter was read after `since`, and its relay is where it is wanted and should be.
  bool settled(std::string const& since) {
    for (auto const meter : meters_) {
      auto const shown = manager_->fetch("/api/v1/meters/" + std::to_string(meter));
      auto const& supply = shown.at("supply");
      auto const& last = shown.at("last_reading");
      if (last.is_null() || last.at("taken_at").get<std::string>() <= since) return false;
      if (supply.at("order_state") == "pending") return false;
      if (shown.at("relay") != supply.at("wanted")) return false;
      auto const account = manager_->fetch("/api/v1/accounts/" + shown.at("account_id").dump());
      auto const should = ruled(shown, account);
      if (!should.empty() && supply.at("wanted") != should) return false;
    }
    return true;
  }

  void expect_relays_as_wanted() {
    auto const since = manager_->fetch("/api/v1/home").at("as_of").get<std::string>();
    EXPECT_TRUE(eventually([&] { return settled(since); }));
    for (auto const meter : meters_) {
      auto const shown = manager_->fetch("/api/v1/meters/" + std::to_string(meter));
      auto const account = manager_->fetch("/api/v1/accounts/" + shown.at("account_id").dump());
      auto const wanted = shown.at("supply").at("wanted").get<std::string>();
      auto const address = shown.at("address").get<std::string>();
      EXPECT_EQ(control_.relay(address), wanted == "on" ? "closed" : "open") << shown << account;
      auto const should = ruled(shown, account);
      EXPECT_TRUE(should.empty() || should == wanted) << should << shown << account;
    }
  }

  World world_;
  Control control_;
  std::optional<Client> manager_;
  std::vector<std::int64_t> accounts_;
  std::vector<std::int64_t> meters_;
};

TEST_F(FiftyKills, LoseNothingAndDoubleNothing) {
  std::uint32_t const seed = std::random_device{}();
  RecordProperty("seed", std::to_string(seed));
  std::printf("seed %u\n", seed);
  std::mt19937 chance{seed};

  std::vector<Cashier> cashiers;
  for (int i = 0; i < kCashiers; ++i)
    cashiers.emplace_back(manager_->clone(), accounts_, i, chance());
  Caretaker caretaker(manager_->clone(), meters_, chance());
  std::atomic<bool> closing = false;
  std::vector<std::thread> threads;
  for (auto& cashier : cashiers) threads.emplace_back([&] { cashier.work(closing); });
  threads.emplace_back([&] { caretaker.work(closing); });

  kill_and_start(chance);
  closing = true;
  for (auto& thread : threads) thread.join();

  for (auto const& trouble : caretaker.troubles()) ADD_FAILURE() << trouble;
  expect_each_top_up_once(cashiers);
  expect_relays_as_wanted();
  EXPECT_EQ(world_.stop(), 0);
  auto const verified = world_.verify();
  EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
}

}  // namespace
}  // namespace e2ms::scenario
