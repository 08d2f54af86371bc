#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <ostream>

#include "config.hpp"
#include "e2ms/base/digest.hpp"
#include "e2ms/command/take_payment.hpp"
#include "e2ms/store/open.hpp"
#include "models.hpp"
#include "site.hpp"
#include "system_clock.hpp"
#include "system_entropy.hpp"
#include "tools.hpp"

namespace e2ms::daemon {

namespace {

constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kPasswordLetters = 16;
constexpr std::size_t kPinDigits = 6;

/// Without letters and digits that look alike.
constexpr std::string_view kLetters = "abcdefghjkmnpqrstuvwxyz23456789";
constexpr std::string_view kDigits = "0123456789";

std::string draw(port::Entropy& entropy, std::string_view alphabet, std::size_t length) {
  std::string drawn;
  while (drawn.size() < length)
    for (auto const byte : entropy.bytes(length)) {
      // Bytes beyond the last whole multiple would favour the first letters.
      auto const whole = 256 / alphabet.size() * alphabet.size();
      if (byte < whole && drawn.size() < length) drawn.push_back(alphabet[byte % alphabet.size()]);
    }
  return drawn;
}

/// Writes a site into an empty database, inside one transaction.
class SiteWriter {
 public:
  SiteWriter(store::WriteTx& tx, port::Entropy& entropy, Instant now, std::ostream& sign_ins)
      : tx_(tx), entropy_(entropy), now_(now), sign_ins_(sign_ins) {}

  void write(Site const& site) {
    project_ = added(execute(tx_, site.project));
    for (auto tariff : site.tariffs) {
      tariff.project = project_;
      tariff.at = now_;
      tariffs_[tariff.name] = added(execute(tx_, tariff));
    }
    for (auto gateway : site.gateways) {
      gateway.project = project_;
      gateways_[gateway.name] = added(execute(tx_, gateway));
    }
    for (auto const& line : site.lines) write_line(line);
    for (auto group : site.groups) {
      group.project = project_;
      groups_[group.name] = added(execute(tx_, group));
    }
    for (auto const& name : site.operators) write_operator(name);
    for (auto const& room : site.rooms) write_room(room);
  }

 private:
  /// The file was checked before, so nothing can be refused.
  template <class Outcome>
  static decltype(Outcome::id) added(Result<Outcome> const& outcome) {
    ENSURE(outcome.has_value());
    ENSURE(outcome->verdict == command::Archived::added);
    return outcome->id;
  }

  std::string hashed(std::string const& secret) {
    auto const hash = hash_password(secret, entropy_.bytes(kSaltBytes));
    ENSURE(hash.has_value());
    return *hash;
  }

  void write_line(Site::Line const& line) {
    auto add = line.add;
    add.project = project_;
    if (!line.gateway.empty()) add.gateway = gateways_.at(line.gateway);
    lines_[add.name] = added(execute(tx_, add));
  }

  void write_operator(std::string const& name) {
    auto const password = draw(entropy_, kLetters, kPasswordLetters);
    added(execute(tx_, command::AddOperator{project_, name, hashed(password)}));
    sign_ins_ << nlohmann::json{{"kind", "manager"}, {"user", name}, {"password", password}}
              << '\n';
  }

  void write_room(Site::Room const& room) {
    auto add = room.add;
    add.project = project_;
    auto const id = added(execute(tx_, add));
    for (auto const& meter : room.meters) {
      auto with_ids = meter.add;
      with_ids.room = id;
      with_ids.line = lines_.at(meter.line);
      with_ids.group = groups_.at(meter.group);
      added(execute(tx_, with_ids));
    }
    if (room.account) write_account(room, id);
  }

  void write_account(Site::Room const& room, RoomId id) {
    auto const pin = draw(entropy_, kDigits, kPinDigits);
    auto const& ours = *room.account;
    auto open = ours.open;
    open.room = id;
    open.pin_hash = hashed(pin);
    open.at = now_;
    auto const open_with = [&](std::string const& tariff, Money payment,
                               std::string const& reference) {
      open.tariff = tariffs_.at(tariff);
      pay(added(execute(tx_, open)), payment, reference + room.add.name);
    };
    if (ours.tariff) open_with(*ours.tariff, ours.opening_payment, "opening:");
    auto const water = ours.tariff ? ours.water_opening_payment
                                   : ours.opening_payment + ours.water_opening_payment;
    if (ours.water_tariff) open_with(*ours.water_tariff, water, "opening of water:");
    sign_ins_ << nlohmann::json{{"kind", "tenant"}, {"room", room.add.name}, {"pin", pin}} << '\n';
  }

  void pay(AccountId account, Money amount, std::string const& reference) {
    if (amount == Money{}) return;
    auto const paid = execute(tx_, command::TakePayment{.account = account,
                                                        .amount = amount,
                                                        .channel = Channel::cash,
                                                        .reference = reference,
                                                        .at = now_,
                                                        .actor = "e2ms init",
                                                        .note = "opening payment"});
    ENSURE(paid.has_value());
    ENSURE(paid->verdict == command::TakePayment::Verdict::credited);
  }

  store::WriteTx& tx_;
  port::Entropy& entropy_;
  Instant now_;
  std::ostream& sign_ins_;
  ProjectId project_;
  std::map<std::string, TariffId> tariffs_;
  std::map<std::string, GatewayId> gateways_;
  std::map<std::string, LineId> lines_;
  std::map<std::string, MeterGroupId> groups_;
};

/// Fills a file beside the database and moves it into place when it is complete.
void fill(std::string const& database, Site const& site, Instant now, std::ostream& sign_ins) {
  auto const draft = database + ".new";
  for (auto const* ending : {"", "-wal", "-shm"}) std::filesystem::remove(draft + ending);
  {
    store::Direct direct(draft);
    SystemEntropy entropy;
    direct.write([&](store::WriteTx& tx) {
      SiteWriter(tx, entropy, now, sign_ins).write(site);
      return true;
    });
  }
  std::filesystem::rename(draft, database);
}

}  // namespace

int init_tool(InitOrder const& order, std::ostream& out, std::ostream& err) {
  auto const file = read_config(order.config);
  if (!file.config) {
    err << to_text(order.config, file.problems);
    return 2;
  }
  document::FileProblems problems;
  auto const models = read_models(file.config->models, problems);
  if (!problems.empty()) {
    err << to_text(file.config->models, problems);
    return 2;
  }
  // One moment for the check and for the accounts that are opened.
  auto const now = SystemClock{}.now();
  auto const site = read_site(order.site, models, now, problems);
  if (!site) {
    err << to_text(order.site, problems);
    return 2;
  }
  auto const& database = file.config->database;
  if (std::filesystem::exists(database)) {
    err << "e2ms: " << database << " exists already; nothing was changed\n";
    return 2;
  }
  fill(database, *site, now, out);
  return 0;
}

}  // namespace e2ms::daemon
