#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "e2ms/http/site.hpp"
#include "e2ms/store/open.hpp"
#include "hand_clock.hpp"

namespace e2ms::http {

/// Counts up; predictable tokens.
class CountingEntropy final : public port::Entropy {
 public:
  Bytes bytes(std::size_t count) override { return Bytes(count, ++last_); }

 private:
  Byte last_ = 0;
};

/// One request as a test writes it.
struct Ask {
  Method method = Method::get;
  std::string target;  ///< path and query, nothing encoded
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
};

/// A browser's side of a session.
struct Visitor {
  std::string cookie;
  std::string csrf;
};

/// A small house with three rooms, two days of readings, money in and out, a switched-off meter and
/// a doubtful reading, behind a site; and a second project that must stay invisible.
class ApiSite {
 public:
  /// All accounts are on these terms.
  explicit ApiSite(std::string terms = R"({"energy":{"type":"flat","price":"0.60000000"}})",
                   FourEyes four_eyes = {});
  ~ApiSite();

  Response send(Ask const& ask);
  Response send(Visitor const& who, Ask ask);
  std::optional<Visitor> sign_in(std::string const& user, std::string const& password);
  std::optional<Visitor> sign_in_room(std::string const& room, std::string const& pin);

  /// A meter's register as it is read now.
  void read_now(MeterId which, std::int64_t wh);
  /// A reading of that instant counts no more.
  void take_back(MeterId which, Instant taken_at);
  /// A water meter in room 1-101, and the tenant's account for it, opened with 20 yuan.
  struct Water {
    MeterId meter;
    AccountId account;
    TariffId tariff;
  };
  Water add_water();
  /// Posts what runs and what the days bring, and closes bills whose time has come.
  void settle();

  boost::asio::io_context loop;
  HandClock clock{loop};
  Live live;

  ProjectId project;
  MeterId meter;      ///< of room 1-101, has a relay
  MeterId no_relay;   ///< of room 1-102
  AccountId account;  ///< of room 1-101
  AccountId other_account;
  TopUpId reversed_top_up;
  LineId main_line;
  LineId foreign_line;
  MeterId foreign_meter;  ///< of the other project
  AccountId foreign_account;

 private:
  void build(store::WriteTx& tx, std::string const& name, bool main);
  RoomId add_room(store::WriteTx& tx, std::string const& name, bool relay, LineId line);
  void use_energy(store::WriteTx& tx);
  /// How the line does, what passed over it, and who else called.
  void note_line(store::WriteTx& tx, LineId line, Instant opened);
  void keep_frames(store::WriteTx& tx, LineId line);
  std::optional<Visitor> visitor_of(Response const& response);
  template <class C>
  typename C::Outcome run(C command);

  std::string terms_;
  std::string folder_;
  std::unique_ptr<store::Store> store_;
  CountingEntropy entropy_;
  std::unique_ptr<Site> site_;
  MeterGroupId group_;
  RoomId room_;  ///< 1-101
  MeterGroupId main_group_;
  MeterId last_meter_;
};

}  // namespace e2ms::http
