#include "world.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>

namespace e2ms::scenario {

namespace {

constexpr auto kRegistration = "8661234567890";

/// The DTU's name by its place among the lines.
std::string registration(std::size_t index) {
  return kRegistration + std::to_string(10 + index);
}

json fleet_line(Line const& line, std::size_t index, std::uint16_t dial_in_port) {
  if (line.kind == Line::Kind::dtu)
    return {{"id", line.name},
            {"mode", "dial"},
            {"port", dial_in_port},
            {"framing", "dlt645"},
            {"registration", registration(index)},
            {"heartbeat", {{"text", "www.usr.cn"}, {"every_s", 2}}},
            {"delay_ms", 10},
            {"meters", json::array()}};
  return {{"id", line.name},
          {"mode", "listen"},
          {"framing", "modbus-tcp"},
          {"delay_ms", 10},
          {"meters", json::array()}};
}

json site_line(Line const& line, std::size_t index, std::uint16_t port, int answer_ms) {
  json shown{{"name", line.name}, {"answer_ms", answer_ms}, {"gap_ms", 10}};
  if (line.kind == Line::Kind::dtu) {
    shown["mode"] = "dial_in";
    shown["registration"] = registration(index);
    shown["heartbeat"] = "www.usr.cn";
    shown["framing"] = "transparent";
  } else if (line.kind == Line::Kind::wired) {
    shown["mode"] = "serial";
    shown["device"] = line.device;
    shown["baud"] = 9600;
    shown["parity"] = "none";
    shown["framing"] = line.framing;
  } else {
    shown["mode"] = "dial_out";
    shown["host"] = "127.0.0.1";
    shown["port"] = port;
    shown["framing"] = line.kind == Line::Kind::gateway ? "modbus_tcp" : line.framing;
  }
  return shown;
}

json site_room(Room const& room, int poll_s) {
  return {{"building", "A"},
          {"floor", "1"},
          {"name", room.name},
          {"meters",
           {{{"line", room.line},
             {"address", room.address},
             {"model", room.model},
             {"max_power_w", 100'000'000},
             {"poll_s", poll_s}}}},
          {"account",
           {{"tenant", "Tenant of " + room.name},
            {"tariff", "one yuan"},
            {"credit_limit", "0.00"},
            {"alarm1", "5.00"},
            {"alarm2", "2.00"},
            {"reconnect", "3.00"},
            {"opening_payment", room.opening}}}};
}

}  // namespace

Folder::Folder() {
  char pattern[] = "/tmp/e2ms-scenario-XXXXXX";
  if (::mkdtemp(pattern) == nullptr) throw std::runtime_error("no folder");
  path_ = pattern;
}

Folder::~Folder() {
  std::filesystem::remove_all(path_);
}

void Folder::write(std::string const& name, std::string const& text) const {
  std::ofstream(path_ + "/" + name) << text;
}

std::uint16_t free_port() {
  static std::mt19937 chance{std::random_device{}()};
  std::uniform_int_distribution<int> ports{20'000, 30'000};
  for (int tries = 0; tries < 1000; ++tries) {
    auto const port = static_cast<std::uint16_t>(ports(chance));
    int const socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bool const free = ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    ::close(socket);
    if (free) return port;
  }
  throw std::runtime_error("no free port");
}

Plan small_plan() {
  return {.lines = {{"DTU-1", Line::Kind::dtu}, {"GW-1", Line::Kind::gateway}},
          .rooms = {{"D-1", "DTU-1", kDlt, "dlt645-2007-single", "dlt645-single"},
                    {"M-1", "GW-1", kModbus, "hiking-dds238-zn-sr", "hiking-dds238"}}};
}

json config_of(Folder const& folder, std::uint16_t web_port, std::uint16_t dial_in_port) {
  return {{"database", folder / "e2ms.db"},
          {"models", E2MS_MODELS},
          {"log_level", "debug"},
          {"web",
           {{"address", "127.0.0.1"},
            {"port", web_port},
            {"certificate", folder / "certificate.pem"},
            {"key", folder / "key.pem"},
            {"self_signed", true}}},
          {"field", {{"figures_s", 5}}},
          {"clock", {{"need_synchronised", false}}},
          {"dial_in", {{"address", "127.0.0.1"}, {"port", dial_in_port}}}};
}

World::World(Plan plan)
    : plan_(std::move(plan)), dial_in_port_(free_port()), web_port_(free_port()) {
  start_meters();
  auto config = config_of(folder_, web_port_, dial_in_port_);
  config["dial_in"].update(plan_.dial_in);
  folder_.write("e2ms.json", config.dump(2));
  write_site();
  init();
}

World::~World() {
  // What the daemon said is wanted most when something went wrong.
  if (daemon_ && testing::Test::HasFailure())
    std::fprintf(stderr, "---- the daemon's log\n%s----\n", daemon_->err().c_str());
}

void World::start_meters() {
  json gateways = json::array();
  for (std::size_t i = 0; i < plan_.lines.size(); ++i) {
    auto const& line = plan_.lines[i];
    if (line.kind == Line::Kind::peer || line.kind == Line::Kind::wired) continue;
    auto gateway = fleet_line(line, i, dial_in_port_);
    for (auto const& room : plan_.rooms)
      if (room.line == line.name)
        gateway["meters"].push_back({{"address", room.address},
                                     {"model", room.sim_model},
                                     {"curve", "constant:0"},
                                     {"initial_kwh", room.initial_kwh}});
    gateways.push_back(std::move(gateway));
  }
  if (gateways.empty()) return;
  folder_.write("fleet.json", json{{"gateways", gateways}}.dump(2));
  meters_ = std::make_unique<Process>(std::vector<std::string>{
      E2MS_SIM_PROGRAM, "--config", folder_ / "fleet.json", "--control", "0"});
  auto const line = meters_->line_with("ready ");
  if (line.empty()) throw std::runtime_error("the simulator did not start: " + meters_->err());
  auto const ready = json::parse(line.substr(line.find('{')));
  control_port_ = ready.at("control");
  for (auto const& gateway : ready.at("gateways"))
    gateway_ports_[gateway.at("id")] = gateway.at("port");
}

void World::write_site() const {
  json site{
      {"project",
       {{"name", "Scenario"},
        {"time_zone", "Asia/Shanghai"},
        {"warning_grace_s", plan_.warning_grace_s},
        {"fresh_reading_s", plan_.fresh_reading_s}}},
      {"operators", {{{"name", "admin"}}}},
      {"tariffs", {{{"name", "one yuan"}, {"price", "1"}, {"valid_from", "2025-12-31T16:00:00Z"}}}},
      {"lines", json::array()},
      {"rooms", json::array()}};
  for (std::size_t i = 0; i < plan_.lines.size(); ++i) {
    auto const& line = plan_.lines[i];
    auto const known = gateway_ports_.find(line.name);
    auto const port = known == gateway_ports_.end() ? line.port : known->second;
    site["lines"].push_back(site_line(line, i, port, plan_.answer_ms));
  }
  for (auto const& room : plan_.rooms) site["rooms"].push_back(site_room(room, plan_.poll_s));
  folder_.write("site.json", site.dump(2));
}

void World::init() {
  auto const made =
      run({E2MS_PROGRAM, "init", "--config", config(), "--site", folder_ / "site.json"});
  if (made.code != 0) throw std::runtime_error("init failed: " + made.err);
  std::istringstream lines(made.out);
  for (std::string line; std::getline(lines, line);) {
    auto const person = json::parse(line);
    if (person.at("kind") == "manager") {
      user_ = person.at("user");
      password_ = person.at("password");
    } else {
      pins_[person.at("room")] = person.at("pin");
    }
  }
}

std::vector<std::string> World::serve_words() const {
  return {E2MS_PROGRAM, "serve", "--config", config()};
}

void World::start() {
  daemon_ = std::make_unique<Process>(serve_words());
  for (auto const* const door : {"web_listening", "dial_in_listening"})
    if (daemon_->line_with(door).empty())
      throw std::runtime_error("the daemon did not start: " + daemon_->err());
}

int World::stop() {
  daemon_->signal(SIGTERM);
  return daemon_->end();
}

Ran World::verify() const {
  return run({E2MS_PROGRAM, "verify", database()});
}

Client World::manager() {
  Client client(web_port_);
  auto const answer = client.sign_in(user_, password_);
  if (answer.status != 200) throw std::runtime_error("no sign-in: " + answer.body.dump());
  return client;
}

Client World::tenant(std::string const& room) {
  Client client(web_port_);
  auto const answer = client.sign_in_tenant(room, pins_.at(room));
  if (answer.status != 200) throw std::runtime_error("no sign-in: " + answer.body.dump());
  return client;
}

json World::room(Client& client, std::string const& name) {
  for (auto const& room : client.list("/api/v1/rooms"))
    if (room.at("name") == name) return room;
  ADD_FAILURE() << "no room " << name;
  return {};
}

json World::meter(Client& client, std::string const& name) {
  auto const id = room(client, name).at("meter_id").get<std::int64_t>();
  return client.fetch("/api/v1/meters/" + std::to_string(id));
}

json World::account(Client& client, std::string const& name) {
  auto const id = room(client, name).at("account_id").get<std::int64_t>();
  return client.fetch("/api/v1/accounts/" + std::to_string(id));
}

Client::Headers key(std::string const& text) {
  return {{"Idempotency-Key", text}};
}

}  // namespace e2ms::scenario
