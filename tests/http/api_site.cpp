#include "api_site.hpp"

#include <boost/asio/detached.hpp>
#include <filesystem>

#include "e2ms/base/digest.hpp"
#include "e2ms/command/archive.hpp"
#include "e2ms/command/enter_reading.hpp"
#include "e2ms/command/note_figures.hpp"
#include "e2ms/command/note_line.hpp"
#include "e2ms/command/record_frames.hpp"
#include "e2ms/command/record_reading.hpp"
#include "e2ms/command/settle_accounts.hpp"
#include "e2ms/command/stranger.hpp"
#include "e2ms/command/supply.hpp"
#include "e2ms/command/take_payment.hpp"
#include "e2ms/document/tariff_json.hpp"
#include "e2ms/protocol/dlt645.hpp"

namespace e2ms::http {

namespace {

constexpr Duration kPoll = minutes(15);

std::string hash_of(std::string_view secret) {
  return *hash_password(secret, Bytes(16, 7));
}

/// Runs a command that the story needs to succeed.
template <class C>
typename C::Outcome must(store::WriteTx& tx, C const& command) {
  auto const outcome = execute(tx, command);
  ENSURE(outcome.has_value());
  return *outcome;
}

Reading reading_at(Instant at, std::int64_t wh) {
  Reading reading;
  reading.taken_at = at;
  reading.total = Energy::wh(wh);
  return reading;
}

/// Its addresses have eleven digits.
ModelCard a_model(bool relay) {
  auto const address = [](std::string const& text) {
    constexpr std::size_t kDigits = 11;
    bool const digits = text.find_first_not_of("0123456789") == std::string::npos;
    if (!digits || text.size() > kDigits) return std::optional<std::string>{};
    return std::optional{std::string(kDigits - text.size(), '0') + text};
  };
  return {.name = "A model",
          .protocol = "dlt645_2007",
          .phases = 1,
          .decimals = 2,
          .has_relay = relay,
          .max_power_w = 13'200,
          .rolls_at_wh = 1'000'000'000,
          .address = address};
}

ModelCard a_water_model() {
  auto card = a_model(false);
  card.medium = Medium::water;
  card.protocol = "cjt188";
  card.phases = 0;
  return card;
}

/// Nobody knows how much it carries.
ModelCard an_unrated_model() {
  auto card = a_model(false);
  card.max_power_w = 0;
  return card;
}

template <class C>
boost::asio::awaitable<void> carry_out(store::Store& store, C command,
                                       std::optional<typename C::Outcome>& outcome) {
  auto const done = co_await store.submit(std::move(command));
  ENSURE(done.has_value());
  outcome = *done;
}

}  // namespace

ApiSite::ApiSite(std::string terms, FourEyes four_eyes) : terms_(std::move(terms)) {
  char pattern[] = "/tmp/e2ms-api-XXXXXX";
  folder_ = ::mkdtemp(pattern);
  {
    store::Direct direct{folder_ + "/e2ms.db"};
    // In one transaction: a commit each would take a second in all.
    direct.write([this](store::WriteTx& tx) {
      build(tx, "翠苑公寓", true);
      build(tx, "elsewhere", false);
      use_energy(tx);
      return true;
    });
  }
  store_ = store::open_inline(folder_ + "/e2ms.db");
  site_ = std::make_unique<Site>(Site::Parts{.store = *store_,
                                             .clock = clock,
                                             .entropy = entropy_,
                                             .live = live,
                                             .assets = {},
                                             .models = {{"model", a_model(true)},
                                                        {"plain", a_model(false)},
                                                        {"water", a_water_model()},
                                                        {"unrated", an_unrated_model()}},
                                             .four_eyes = four_eyes});
}

ApiSite::~ApiSite() {
  site_.reset();
  store_.reset();
  std::filesystem::remove_all(folder_);
}

RoomId ApiSite::add_room(store::WriteTx& tx, std::string const& name, bool relay, LineId line) {
  command::AddRoom const room_order{project, "1号楼", "1层", name};
  auto const room = must(tx, room_order).id;
  command::AddMeter const meter_order{.line = line,
                                      .room = room,
                                      .address = "00000000" + name.substr(2),
                                      .model = "model",
                                      .ratio = 1,
                                      .has_relay = relay,
                                      .password = std::nullopt,
                                      .max_power_w = 20'000,
                                      .group = group_};
  last_meter_ = must(tx, meter_order).id;
  return room;
}

void ApiSite::build(store::WriteTx& tx, std::string const& name, bool main) {
  auto const opened = clock.now() - days(3);
  auto const mine = must(tx, command::AddProject{name, "Asia/Shanghai", hours(1), hours(1)}).id;
  auto const kept = project;
  project = mine;
  auto const line = must(tx, command::AddLine{.project = project,
                                              .name = "DTU-1",
                                              .mode = LineMode::dial_in,
                                              .host = std::nullopt,
                                              .port = std::nullopt,
                                              .registration = name,
                                              .framing = Framing::transparent,
                                              .answer_time = seconds(1),
                                              .gap = milliseconds(50)})
                        .id;
  group_ = must(tx, command::AddMeterGroup{.project = project,
                                           .name = "15 min",
                                           .energy = kPoll,
                                           .momentary = kPoll,
                                           .status = kPoll,
                                           .clock = days(1),
                                           .freezes = true})
               .id;
  auto const tariff = must(tx, command::PublishTariff{project, "flat", {0}, terms_, opened}).id;
  auto const pin = hash_of(main ? "482913" : "111111");
  auto const open = [&](RoomId room, std::string const& tenant) {
    return must(tx, command::OpenAccount{room, tenant, tariff, Money{}, Money::fen(2000),
                                         Money::fen(1000), Money::fen(500), pin, opened})
        .id;
  };
  auto const first = add_room(tx, "1-101", true, line);
  auto const first_meter = last_meter_;
  if (main) {
    room_ = first;
    main_group_ = group_;
  }
  auto const first_account = open(first, main ? "胡晓梅" : "nobody");
  if (!main) {
    foreign_meter = first_meter;
    foreign_account = first_account;
    foreign_line = line;
    must(tx, command::AddOperator{project, "stranger", hash_of("stranger's secret")});
    project = kept;
    return;
  }
  meter = first_meter;
  account = first_account;
  auto const second = add_room(tx, "1-102", false, line);
  no_relay = last_meter_;
  other_account = open(second, "李娜");
  add_room(tx, "1-110", true, line);
  must(tx, command::AddOperator{project, "manager", hash_of("correct horse")});
  must(tx, command::AddOperator{project, "deputy", hash_of("battery staple")});
  main_line = line;
  note_line(tx, line, opened);
}

void ApiSite::note_line(store::WriteTx& tx, LineId line, Instant opened) {
  must(tx, command::NoteLine{line, true, "192.0.2.7:4001", opened});
  LineFigures const figures{.asked = 240,
                            .answered = 238,
                            .refused = 0,
                            .silent = 2,
                            .round_trip = milliseconds(412),
                            .last_round_trip = milliseconds(388),
                            .heard_at = clock.now(),
                            .next_poll = clock.now() + seconds(9),
                            .meters_silent = 1};
  must(tx, command::NoteFigures{{{line, figures}}, clock.now()});
  keep_frames(tx, line);
  must(tx, command::NoteStrangers{{{"866000000000001", "192.0.2.8:1", 1, opened},
                                   {"866000000000002", "192.0.2.9:1", 3, clock.now()}},
                                  100});
}

/// A meter is asked; its answer comes in two pieces.
void ApiSite::keep_frames(store::WriteTx& tx, LineId line) {
  using enum FrameDirection;
  auto const meter_station = protocol::station_of("101").value();
  auto const question = protocol::dlt645::read_request(meter_station, 0x00010000);
  Bytes const value{0, 0, 1, 0, 0x78, 0x56, 0x34, 0x12};
  auto const answer = protocol::make_frame_with_preamble(meter_station, 0x91, value);
  auto const half = answer.begin() + 9;
  auto const at = clock.now() - minutes(2);
  must(tx, command::KeepFrames{line,
                               {{at, sent, question, false},
                                {at + milliseconds(300), arrived, {answer.begin(), half}, false},
                                {at + milliseconds(310), arrived, {half, answer.end()}, false}},
                               100});
}

/// Two days of readings every quarter of an hour, settled at local midnight.
void ApiSite::use_energy(store::WriteTx& tx) {
  auto const start = clock.now() - days(2);
  auto const pay = [&](AccountId whose, std::int64_t fen, std::string const& key, Instant at) {
    return must(tx, command::TakePayment{whose, Money::fen(fen), Channel::cash, key, at, "manager",
                                         "开户"})
        .top_up;
  };
  pay(account, 5000, "first-key", start);
  pay(other_account, 20'000, "second-key", start);
  std::int64_t wh = 1'000'000;
  // The first reading of a meter waits for one that agrees with it.
  for (auto const one : {meter, no_relay})
    must(tx, command::RecordReading{one, reading_at(start - seconds(1), wh + 50)});
  auto const zone = *Zone::named("Asia/Shanghai");
  for (auto at = start; at < clock.now(); at = at + kPoll) {
    wh += 50;
    for (auto const one : {meter, no_relay}) {
      auto reading = reading_at(at, wh);
      reading.now.power_mw = 600'123;
      reading.now.voltage_mv[0] = 229'600;
      reading.now.current_ma[0] = 2'610;
      reading.now.power_factor_e3 = 986;
      if (one == meter) reading.relay = Relay::closed;
      must(tx, command::RecordReading{one, reading});
    }
    if (zone.start_of_day_at(at) > at - kPoll)
      must(tx, command::SettleAccounts{.project = project, .at = at, .after = {}});
  }
  reversed_top_up = pay(account, 3000, "third-key", clock.now() - hours(1));
  must(tx,
       command::ReversePayment{reversed_top_up, clock.now() - minutes(59), "manager", "房号输错"});
  must(tx, command::HoldSupply{meter, Relay::open, clock.now() - minutes(50), "manager", "维修"});
  must(tx,
       command::HoldSupply{meter, std::nullopt, clock.now() - minutes(40), "manager", "修好了"});
  for (auto const ago : {minutes(4), minutes(3)}) {
    wh += 70;
    must(tx, command::RecordReading{meter, reading_at(clock.now() - ago, wh)});
  }
  auto const doubtful = reading_at(clock.now() - minutes(1), 0);
  must(tx, command::RecordReading{meter, doubtful});
}

Response ApiSite::send(Ask const& ask) {
  Request request;
  request.method = ask.method;
  auto const question = ask.target.find('?');
  request.path = ask.target.substr(0, question);
  if (question != std::string::npos) {
    auto const text = ask.target.substr(question + 1);
    auto const equals = text.find('=');
    request.query.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  request.peer = "192.0.2.1";
  request.headers.add("Host", "localhost");
  for (auto const& [name, value] : ask.headers) request.headers.set(name, value);
  request.body = ask.body;
  std::optional<Response> answered;
  boost::asio::co_spawn(loop, site_->answer(std::move(request)),
                        [&](std::exception_ptr thrown, Response response) {
                          if (thrown) std::rethrow_exception(thrown);
                          answered = std::move(response);
                        });
  loop.restart();
  loop.run();
  ENSURE(answered.has_value());
  return *std::move(answered);
}

template <class C>
typename C::Outcome ApiSite::run(C command) {
  std::optional<typename C::Outcome> outcome;
  boost::asio::co_spawn(loop, carry_out(*store_, std::move(command), outcome),
                        boost::asio::detached);
  loop.restart();
  loop.run();
  return outcome.value();
}

ApiSite::Water ApiSite::add_water() {
  auto const at = clock.now() - days(1);
  auto const* const terms =
      R"({"medium": "water", "energy": {"type": "flat", "price": "3"},
          "surcharges": [{"code": "sewage", "per_m3": "1"}]})";
  Water water{};
  water.tariff = run(command::PublishTariff{project, "水", {0}, terms, at}).id;
  command::AddMeter const meter_order{.line = main_line,
                                      .room = room_,
                                      .address = "77",
                                      .model = "water",
                                      .ratio = 1,
                                      .has_relay = false,
                                      .password = std::nullopt,
                                      .max_power_w = 5'000,
                                      .group = main_group_,
                                      .medium = Medium::water};
  water.meter = run(meter_order).id;
  water.account = run(command::OpenAccount{room_, "胡晓梅", water.tariff, Money{}, Money::fen(2000),
                                           Money::fen(1000), Money::fen(500), "-", at})
                      .id;
  run(command::TakePayment{water.account, Money::fen(2000), Channel::cash, "water-key", at,
                           "manager", ""});
  run(command::RecordReading{water.meter, reading_at(at, 7000)});
  run(command::RecordReading{water.meter, reading_at(at + minutes(1), 7000)});
  run(command::RecordReading{water.meter, reading_at(clock.now() - minutes(5), 9500)});
  return water;
}

void ApiSite::read_now(MeterId which, std::int64_t wh) {
  run(command::RecordReading{which, reading_at(clock.now(), wh)});
}

void ApiSite::take_back(MeterId which, Instant taken_at) {
  run(command::VoidReading{which, taken_at, "读错", "manager", clock.now()});
}

void ApiSite::settle() {
  run(command::SettleAccounts{.project = project, .at = clock.now(), .after = {}});
}

Response ApiSite::send(Visitor const& who, Ask ask) {
  ask.headers.emplace_back("Cookie", who.cookie);
  if (!is_safe(ask.method)) {
    ask.headers.emplace_back("X-CSRF-Token", who.csrf);
    if (!ask.body.empty()) ask.headers.emplace_back("Content-Type", "application/json");
  }
  return send(ask);
}

std::optional<Visitor> ApiSite::visitor_of(Response const& response) {
  if (response.status != Status::ok) return std::nullopt;
  auto const cookie = response.headers.get("Set-Cookie");
  return Visitor{std::string(cookie.substr(0, cookie.find(';'))),
                 nlohmann::json::parse(response.body).at("csrf_token").get<std::string>()};
}

std::optional<Visitor> ApiSite::sign_in(std::string const& user, std::string const& password) {
  nlohmann::json const body{{"user", user}, {"password", password}};
  return visitor_of(
      send({Method::post, "/api/v1/session", body.dump(), {{"Content-Type", "application/json"}}}));
}

std::optional<Visitor> ApiSite::sign_in_room(std::string const& room, std::string const& pin) {
  nlohmann::json const body{{"room", room}, {"pin", pin}};
  return visitor_of(send({Method::post,
                          "/api/v1/tenant-session",
                          body.dump(),
                          {{"Content-Type", "application/json"}}}));
}

}  // namespace e2ms::http
