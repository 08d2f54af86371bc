#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client.hpp"
#include "control.hpp"
#include "eventually.hpp"
#include "process.hpp"

namespace e2ms::scenario {

/// A folder of its own that vanishes with it.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(Folder const&) = delete;
  Folder& operator=(Folder const&) = delete;
  std::string operator/(std::string const& name) const { return path_ + "/" + name; }
  void write(std::string const& name, std::string const& text) const;

 private:
  std::string path_;
};

/// A port nobody listens on, below those the system gives to callers.
std::uint16_t free_port();

/// A line: a simulated DTU that dials in, a simulated Modbus TCP gateway, or a peer of its own that
/// is dialled or wired.
struct Line {
  enum class Kind { dtu, gateway, peer, wired };
  std::string name;
  Kind kind = Kind::dtu;
  std::string framing = "transparent";  ///< of a peer; the others know theirs
  std::uint16_t port = 0;               ///< of a peer
  std::string device = "";              ///< of a wired one
};

struct Room {
  std::string name;
  std::string line;
  std::string address;
  std::string model;      ///< as the daemon calls it
  std::string sim_model;  ///< as the simulator calls it
  std::string opening = "10.00";
  int initial_kwh = 1000;
};

/// One yuan a kWh; warnings at 5 and 2 yuan, back at 3.
struct Plan {
  std::vector<Line> lines;
  std::vector<Room> rooms;
  int answer_ms = 1000;
  int warning_grace_s = 1;
  int fresh_reading_s = 20;
  json dial_in = json::object();  ///< more keys of the configuration's section
  int poll_s = 1;
};

/// A DTU with one DL/T 645 meter (room D-1) and a gateway with one Modbus meter (room M-1).
Plan small_plan();

constexpr auto kDlt = "202411000001";
constexpr auto kModbus = "11";

/// One site: simulator, database, files, and the daemon as often as it is started.
class World {
 public:
  explicit World(Plan plan);
  ~World();

  /// Starts the daemon and waits until it listens.
  void start();
  /// SIGTERM and the end; the exit code.
  int stop();
  /// SIGKILL.
  void kill() { daemon_->kill(); }
  Process& daemon() { return *daemon_; }

  Ran verify() const;
  /// A client that is signed in as manager.
  Client manager();
  Client tenant(std::string const& room);
  /// Of the simulator.
  std::uint16_t control_port() const { return control_port_; }

  std::uint16_t web_port() const { return web_port_; }
  std::uint16_t dial_in_port() const { return dial_in_port_; }
  Folder const& folder() const { return folder_; }
  std::string database() const { return folder_ / "e2ms.db"; }
  std::string config() const { return folder_ / "e2ms.json"; }
  std::vector<std::string> serve_words() const;

  static json room(Client& client, std::string const& name);
  static json meter(Client& client, std::string const& room);
  static json account(Client& client, std::string const& room);

 private:
  void start_meters();
  void write_site() const;
  void init();

  Plan plan_;
  Folder folder_;
  std::uint16_t dial_in_port_;
  std::uint16_t web_port_;
  std::uint16_t control_port_ = 0;
  std::map<std::string, std::uint16_t> gateway_ports_;
  std::string user_;
  std::string password_;
  std::map<std::string, std::string> pins_;
  std::unique_ptr<Process> meters_;
  std::unique_ptr<Process> daemon_;
};

/// The configuration of a daemon in this folder.
json config_of(Folder const& folder, std::uint16_t web_port, std::uint16_t dial_in_port);

/// The header of a top-up that may be repeated.
Client::Headers key(std::string const& text);

}  // namespace e2ms::scenario
