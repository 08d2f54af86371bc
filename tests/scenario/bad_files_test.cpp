#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>

#include "world.hpp"

namespace e2ms::scenario {
namespace {

using testing::HasSubstr;

/// What a person gets who made a mistake in a file: what is wrong and where, and nothing written.
class BadFiles : public testing::Test {
 protected:
  BadFiles() : config_(config_of(folder_, free_port(), free_port())) {
    site_ = json::parse(kSite);
    site_["rooms"][1] = site_["rooms"][0];
    site_["rooms"][1]["name"] = "A-2";
    site_["rooms"][1]["meters"][0]["address"] = "202411000002";
  }

  Ran init() {
    write();
    return run(
        {E2MS_PROGRAM, "init", "--config", folder_ / "e2ms.json", "--site", folder_ / "site.json"});
  }
  Ran serve() {
    write();
    return run({E2MS_PROGRAM, "serve", "--config", folder_ / "e2ms.json"});
  }
  void make_site() { ASSERT_EQ(init().code, 0); }

  void expect_init_refuses(std::string const& what) {
    auto const refused = init();
    EXPECT_EQ(refused.code, 2) << refused.err;
    EXPECT_THAT(refused.err, HasSubstr(what));
    EXPECT_EQ(refused.out, "");
    for (auto const* const ending : {"", "-wal", "-shm", ".new"})
      EXPECT_FALSE(std::filesystem::exists(folder_ / ("e2ms.db" + std::string(ending))));
  }
  void expect_serve_refuses(std::string const& what) {
    auto const refused = serve();
    EXPECT_EQ(refused.code, 2) << refused.err;
    EXPECT_THAT(refused.err, HasSubstr(what));
  }

  Folder folder_;
  json config_;
  json site_;

 private:
  static constexpr auto kSite = R"({
    "project": {"name": "P", "time_zone": "Asia/Shanghai", "warning_grace_s": 1,
                "fresh_reading_s": 20},
    "operators": [{"name": "admin"}],
    "tariffs": [{"name": "T", "price": "0.5", "valid_from": "2025-12-31T16:00:00Z"}],
    "lines": [{"name": "L", "mode": "dial_in", "registration": "1234", "framing": "transparent"}],
    "rooms": [{"building": "A", "floor": "1", "name": "A-1",
      "meters": [{"line": "L", "address": "202411000001", "model": "dlt645-2007-single"}]}]})";

  void write() const {
    folder_.write("e2ms.json", config_.dump(2));
    folder_.write("site.json", site_.dump(2));
  }
};

TEST_F(BadFiles, TheGoodOnesAreGood) {
  auto const made = init();
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_TRUE(std::filesystem::exists(folder_ / "e2ms.db"));
}

TEST_F(BadFiles, AnUnknownKeyIsNamedWithItsPlace) {
  config_["web"]["prot"] = 443;
  expect_serve_refuses("web.prot");
  expect_init_refuses("web.prot");
}

TEST_F(BadFiles, AValueOfTheWrongKindIsNamedWithItsPlace) {
  config_["web"]["port"] = "443";
  expect_serve_refuses("web.port");
}

TEST_F(BadFiles, AValueOutOfRangeIsNamedWithItsPlace) {
  config_["dial_in"]["port"] = 65'536;
  expect_serve_refuses("dial_in.port");
}

TEST_F(BadFiles, AConfigurationThatIsNoJsonIsRefused) {
  make_site();
  folder_.write("broken.json", "{\"web\": ");
  auto const refused = run({E2MS_PROGRAM, "serve", "--config", folder_ / "broken.json"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("broken.json"));
}

TEST_F(BadFiles, AMissingConfigurationIsRefused) {
  auto const refused = run({E2MS_PROGRAM, "serve", "--config", folder_ / "absent.json"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("absent.json"));
}

TEST_F(BadFiles, AnUnknownModelIsNamedWithItsPlace) {
  site_["rooms"][1]["meters"][0]["model"] = "no-such-model";
  expect_init_refuses("rooms[1].meters[0].model: 'no-such-model'");
}

TEST_F(BadFiles, AnAddressTwiceOnALineIsNamedWithItsPlace) {
  site_["rooms"][1]["meters"][0]["address"] = "202411000001";
  expect_init_refuses("rooms[1].meters[0].address");
}

TEST_F(BadFiles, AGatewayOfSeveralLinesIsGood) {
  site_["gateways"] = {{{"name", "GW"},
                        {"maker", "有人"},
                        {"lines",
                         {{{"name", "GW 1"},
                           {"mode", "dial_in"},
                           {"registration", "1"},
                           {"framing", "transparent"},
                           {"heartbeats", {"ping", "hex:7e00"}}},
                          {{"name", "GW 2"},
                           {"mode", "dial_out"},
                           {"host", "h"},
                           {"port", 1},
                           {"framing", "modbus_tcp"}},
                          {{"name", "GW 3"},
                           {"mode", "serial"},
                           {"device", "/dev/ttyUSB0"},
                           {"baud", 2400},
                           {"parity", "even"},
                           {"framing", "transparent"}}}}}};
  site_["rooms"][0]["meters"][0]["line"] = "GW 3";
  make_site();
}

TEST_F(BadFiles, ALineThatCannotBeIsNamedWithItsPlace) {
  json const wire{{"name", "W"},  {"mode", "serial"}, {"device", "/dev/ttyUSB0"},
                  {"baud", 9600}, {"parity", "none"}, {"framing", "modbus_rtu"}};
  site_["lines"].push_back(wire);
  site_["rooms"][0]["meters"][0]["line"] = "W";
  expect_init_refuses("rooms[0].meters[0].model: is not Modbus");
  site_["rooms"][0]["meters"][0]["line"] = "L";
  struct Mistake {
    char const* key;
    json value;
    char const* told;
  };
  for (auto const& [key, value, told] :
       {Mistake{"baud", 9601, "lines[1].baud"}, Mistake{"parity", "mark", "lines[1].parity"},
        Mistake{"device", "ttyUSB0", "lines[1].device"},
        Mistake{"framing", "modbus_tcp", "lines[1].framing"}, Mistake{"name", "L", "lines[1].name"},
        Mistake{"registration", "1", "lines[1].registration"}}) {
    site_["lines"][1] = wire;
    site_["lines"][1][key] = value;
    expect_init_refuses(told);
  }
  site_["lines"][1] = wire;
  site_["lines"][0]["heartbeat"] = "hex:7";
  expect_init_refuses("lines[0].heartbeat");
  site_["lines"][0].erase("heartbeat");
  site_["gateways"] = {{{"name", "L"}, {"lines", {{{"name", "W"}}}}}};
  expect_init_refuses("gateways[0].lines[0].mode");
  EXPECT_THAT(init().err, HasSubstr("lines[0].name: 'L' is the name of a gateway too"));
}

TEST_F(BadFiles, ARuleThatCannotBeUnderstoodIsNamedWithItsPlace) {
  config_["dial_in"]["greetings"] = {{{"kind", "text"}, {"rule", "SN{id}"}},
                                     {{"kind", "hex"}, {"rule", "AA{id}"}}};
  config_["dial_in"]["allow"] = {"10.0.0.1/8"};
  expect_serve_refuses("dial_in.greetings[1].rule");
  EXPECT_THAT(serve().err, HasSubstr("dial_in.allow: '10.0.0.1/8'"));
}

TEST_F(BadFiles, AClassOfDataMoreOftenThanTheEnergyIsNamedWithItsPlace) {
  site_["groups"] = {{{"name", "shops"}, {"energy_s", 60}, {"momentary_s", 30}}};
  expect_init_refuses("groups[0].momentary_s");
}

TEST_F(BadFiles, AGroupThatIsNoneAndAnIntervalBesideAGroupAreNamed) {
  site_["groups"] = {{{"name", "shops"}, {"energy_s", 60}}};
  site_["rooms"][0]["meters"][0]["group"] = "shops";
  make_site();
  std::filesystem::remove(folder_ / "e2ms.db");
  site_["rooms"][0]["meters"][0]["poll_s"] = 60;
  site_["rooms"][1]["meters"][0]["group"] = "shop";
  expect_init_refuses("rooms[1].meters[0].group: 'shop'");
  EXPECT_THAT(init().err, HasSubstr("rooms[0].meters[0].poll_s"));
}

TEST_F(BadFiles, AllMistakesOfASiteAreToldAtOnce) {
  site_["rooms"][0]["meters"][0]["model"] = "no-such-model";
  site_["project"]["time_zone"] = "Asia/Shanghia";
  expect_init_refuses("rooms[0].meters[0].model");
  EXPECT_THAT(init().err, HasSubstr("project.time_zone"));
}

TEST_F(BadFiles, AnAccountWithoutAPriceIsNamed) {
  site_["rooms"][0]["account"] = {
      {"tenant", "T"},    {"tariff", "T"},       {"credit_limit", "0.00"},   {"alarm1", "20.00"},
      {"alarm2", "5.00"}, {"reconnect", "1.00"}, {"opening_payment", "0.00"}};
  make_site();
  std::filesystem::remove(folder_ / "e2ms.db");
  site_["tariffs"][0]["valid_from"] = "2999-01-01T00:00:00Z";
  expect_init_refuses("rooms[0].account.tariff");
  EXPECT_THAT(init().err, HasSubstr("valid_from must not be in the future"));
}

TEST_F(BadFiles, ADatabaseIsNeverWrittenOver) {
  make_site();
  auto const again = init();
  EXPECT_EQ(again.code, 2);
  EXPECT_THAT(again.err, HasSubstr("exists already"));
  EXPECT_EQ(run({E2MS_PROGRAM, "verify", folder_ / "e2ms.db"}).code, 0);
}

TEST_F(BadFiles, AMissingDatabaseIsNotMadeByTheDaemon) {
  expect_serve_refuses("database_missing");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "e2ms.db"));
  auto const verified = run({E2MS_PROGRAM, "verify", folder_ / "e2ms.db"});
  EXPECT_EQ(verified.code, 2);
  EXPECT_THAT(verified.err, HasSubstr("e2ms.db"));
}

TEST_F(BadFiles, AFileThatIsNoDatabaseIsRefused) {
  folder_.write("e2ms.db", std::string(20'000, 'x'));
  expect_serve_refuses("database_unusable");
}

TEST_F(BadFiles, ACertificateThatIsNoneIsRefused) {
  make_site();
  folder_.write("certificate.pem", "not a certificate\n");
  folder_.write("key.pem", "not a key\n");
  expect_serve_refuses("tls_certificate_unusable");
}

TEST_F(BadFiles, ACertificateWithoutItsKeyIsRefused) {
  make_site();
  folder_.write("certificate.pem", "not a certificate\n");
  expect_serve_refuses("tls_file_missing");
}

TEST_F(BadFiles, AKeyOfAnotherCertificateIsRefused) {
  make_site();
  for (auto const* const name : {"one", "other"}) {
    auto const made = run({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                           "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30", "-subj",
                           "/CN=localhost", "-keyout", folder_ / (std::string(name) + ".key"),
                           "-out", folder_ / (std::string(name) + ".pem")});
    ASSERT_EQ(made.code, 0) << made.err;
  }
  config_["web"]["certificate"] = folder_ / "one.pem";
  config_["web"]["key"] = folder_ / "other.key";
  expect_serve_refuses("tls_key_unusable");
  EXPECT_THAT(serve().err, HasSubstr("mismatch"));
}

/// Somebody else on the port.
class Squatter {
 public:
  explicit Squatter(std::uint16_t port)
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(socket_, 1), 0);
  }
  ~Squatter() { ::close(socket_); }
  Squatter(Squatter const&) = delete;
  Squatter& operator=(Squatter const&) = delete;

 private:
  int socket_;
};

TEST_F(BadFiles, ATakenPortOfThePagesIsNamed) {
  make_site();
  Squatter const squatter(config_["web"]["port"]);
  expect_serve_refuses("web_listen_failed");
  EXPECT_THAT(serve().err, HasSubstr(config_["web"]["port"].dump()));
}

TEST_F(BadFiles, ATakenPortOfTheGatewaysIsNamed) {
  make_site();
  Squatter const squatter(config_["dial_in"]["port"]);
  expect_serve_refuses("dial_in_port_unavailable");
  EXPECT_THAT(serve().err, HasSubstr(config_["dial_in"]["port"].dump()));
}

TEST_F(BadFiles, AWrongCommandLineIsExplained) {
  EXPECT_EQ(run({E2MS_PROGRAM}).code, 64);
  EXPECT_EQ(run({E2MS_PROGRAM, "serv"}).code, 64);
  EXPECT_THAT(run({E2MS_PROGRAM, "--help"}).out, HasSubstr("serve"));
}

// A water meter in the first room, and an account of water for its tenant.
class BadWater : public BadFiles {
 protected:
  BadWater() {
    site_["tariffs"] = {{{"name", "水"},
                         {"price", "4.1"},
                         {"medium", "water"},
                         {"valid_from", "2026-01-01T00:00:00Z"}},
                        {{"name", "电"}, {"price", "0.6"}, {"valid_from", "2026-01-01T00:00:00Z"}}};
    meter() = {{"line", "L"},
               {"address", "805000001"},
               {"model", "cjt188-water"},
               {"max_flow_m3h", "2.5"},
               {"valve", true}};
    account() = {{"tenant", "胡"},      {"tariff", "电"},         {"water_tariff", "水"},
                 {"credit_limit", "0"}, {"alarm1", "20"},         {"alarm2", "5"},
                 {"reconnect", "5"},    {"opening_payment", "0"}, {"water_opening_payment", "10"}};
  }
  json& meter() { return site_["rooms"][0]["meters"][1]; }
  json& account() { return site_["rooms"][0]["account"]; }
};

TEST_F(BadWater, IsGoodWhenAllIsSaid) {
  EXPECT_EQ(init().code, 0);
}

TEST_F(BadWater, SaysTheLargestFlow) {
  for (auto const* const wrong : {"0", "-1", "2.55555", "much"}) {
    meter()["max_flow_m3h"] = wrong;
    expect_init_refuses("rooms[0].meters[1].max_flow_m3h: must be");
  }
  meter().erase("max_flow_m3h");
  expect_init_refuses("rooms[0].meters[1].max_flow_m3h: is missing");
}

TEST_F(BadWater, SaysNothingOfElectricity) {
  for (auto const* const key : {"ratio", "max_power_w", "password"}) {
    auto const before = meter();
    meter()[key] = 1;
    expect_init_refuses(std::string("rooms[0].meters[1].") + key);
    meter() = before;
  }
  site_["rooms"][0]["meters"][0]["valve"] = true;
  expect_init_refuses("rooms[0].meters[0].valve");
}

TEST_F(BadWater, IsPricedByATariffOfWater) {
  account()["water_tariff"] = "电";
  expect_init_refuses("rooms[0].account.water_tariff: '电' prices electricity, not water");
  account()["water_tariff"] = "水";
  account()["tariff"] = "水";
  expect_init_refuses("rooms[0].account.tariff: '水' prices water, not electricity");
  account().erase("tariff");
  account().erase("water_tariff");
  expect_init_refuses("rooms[0].account.tariff: is missing");
}

TEST_F(BadWater, HasNoPricesByTheHour) {
  site_["tariffs"][0].erase("price");
  site_["tariffs"][0].erase("medium");
  site_["tariffs"][0]["terms"] = {{"medium", "water"},
                                  {"energy", {{"type", "flat"}, {"price", "4"}}},
                                  {"demand", {{"per_kw_month", "40"}}},
                                  {"surcharges", {{{"code", "sewage"}, {"per_kwh", "1"}}}}};
  expect_init_refuses("tariffs[0].terms.demand: is for electricity, not for water");
  expect_init_refuses("tariffs[0].terms.surcharges[0].per_m3: is missing");
}

}  // namespace
}  // namespace e2ms::scenario
