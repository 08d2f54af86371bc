#pragma once

#include <optional>
#include <string>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/dues.hpp"
#include "e2ms/domain/energy.hpp"
#include "e2ms/domain/line.hpp"
#include "e2ms/domain/medium.hpp"
#include "e2ms/domain/money.hpp"
#include "e2ms/domain/price.hpp"
#include "e2ms/store/tx.hpp"

/// How the archives come to be. Each `Outcome::id` is {0} when the verdict says no.
namespace e2ms::command {

enum class Archived {
  added,
  name_taken,
  unknown_reference,
  too_late,      ///< would change the price of what was used already
  no_price_yet,  ///< the tariff begins after what it would have to price
  wrong_terms,   ///< of a tariff: nothing can be charged by them
  other_medium,  ///< of a tariff: it prices electricity and these terms water, or the reverse
};

struct AddProject {
  std::string name;
  std::string time_zone;  ///< checked by the caller against the zone database
  Duration warning_grace;
  Duration fresh_reading;
  std::int64_t due_days = 15;  ///< from the closing of a bill, for accounts that pay afterwards
  std::string landlord = {};   ///< who has vacant rooms; may be empty
  Energy vacant_use = Energy::kwh(1);  ///< more in a vacant room raises an alarm

  struct Outcome {
    Archived verdict;
    ProjectId id;
  };
};
Result<AddProject::Outcome> execute(store::WriteTx& tx, AddProject const& command);

/// Adds the building and the floor when they are new.
struct AddRoom {
  ProjectId project;
  std::string building;
  std::string floor;
  std::string name;

  struct Outcome {
    Archived verdict;
    RoomId id;
  };
};
Result<AddRoom::Outcome> execute(store::WriteTx& tx, AddRoom const& command);

struct AddGateway {
  ProjectId project;
  std::string name;
  std::string maker;  ///< may be empty, as the next two
  std::string model;
  std::string note;

  struct Outcome {
    Archived verdict;
    GatewayId id;
  };
};
Result<AddGateway::Outcome> execute(store::WriteTx& tx, AddGateway const& command);

/// `name_taken` also when another line has the registration or the serial device.
struct AddLine {
  ProjectId project;
  std::string name;
  LineMode mode;
  std::optional<std::string> host;
  std::optional<std::int64_t> port;
  std::optional<std::string> registration;
  Framing framing;
  std::string heartbeats = {};  ///< exact texts between frames: hex, separated by spaces
  Duration answer_time;
  Duration gap;
  std::optional<SerialPort> serial = std::nullopt;
  GatewayId gateway = {};  ///< {0}: the line makes a gateway of its own name

  struct Outcome {
    Archived verdict;
    LineId id;
  };
};
Result<AddLine::Outcome> execute(store::WriteTx& tx, AddLine const& command);

/// How often which class of data is read of the meters in a group. The energy is the pulse: the
/// other classes come with some of its readings, so none of their intervals is shorter.
struct AddMeterGroup {
  ProjectId project;
  std::string name;
  Duration energy;     ///< the registers, rates included
  Duration momentary;  ///< voltage, current, power, frequency
  Duration status;     ///< the relay
  Duration clock;      ///< how far the meter's clock is off
  bool freezes;        ///< what the meter notes at midnight, where it does

  struct Outcome {
    Archived verdict;
    MeterGroupId id;
  };
};
Result<AddMeterGroup::Outcome> execute(store::WriteTx& tx, AddMeterGroup const& command);

/// `name_taken` when the address is used on that line already. The tenant of the room, if any,
/// pays for what the meter counts from its first accepted reading on, by the account of its medium.
struct AddMeter {
  LineId line;
  RoomId room;
  std::string address;
  std::string model;  ///< checked by the caller against the loaded models
  std::int64_t ratio;
  bool has_relay;
  std::optional<std::string> password;
  std::int64_t max_power_w;  ///< of water the largest flow, in litres an hour
  MeterGroupId group;
  std::optional<Energy> rolls_at = std::nullopt;  ///< where its registers begin again, if known
  Medium medium = Medium::electricity;            ///< as its model measures

  struct Outcome {
    Archived verdict;
    MeterId id;
  };
};
Result<AddMeter::Outcome> execute(store::WriteTx& tx, AddMeter const& command);

/// Publishes the terms of a tariff from an instant on. Versions are never changed; a later one
/// takes over at its start, which lies in the future once an account uses the tariff. `name_taken`
/// when a version that stands begins at that instant. The first version says what is priced.
struct PublishTariff {
  ProjectId project;
  std::string name;
  Instant valid_from;
  std::string document;  ///< the terms, as docs/tariffs.md tells
  Instant at;
  std::string actor = "e2ms";
  std::string note = {};

  struct Outcome {
    Archived verdict;
    TariffId id;
  };
};
Result<PublishTariff::Outcome> execute(store::WriteTx& tx, PublishTariff const& command);

/// Opens the wallet of a room's tenant over all meters of the room that count what the tariff
/// prices; a room has one open account of each medium. A meter's opening is its last reading while
/// that is fresh, else its next one; energy before it is nobody's charge here.
struct OpenAccount {
  RoomId room;
  std::string tenant;
  TariffId tariff;
  Money credit_limit;
  Money alarm1;
  Money alarm2;
  Money reconnect;
  std::string pin_hash;
  Instant at;

  struct Outcome {
    Archived verdict;
    AccountId id;
  };
};
Result<OpenAccount::Outcome> execute(store::WriteTx& tx, OpenAccount const& command);

struct AddOperator {
  ProjectId project;
  std::string name;
  std::string password_hash;

  struct Outcome {
    Archived verdict;
    OperatorId id;
  };
};
Result<AddOperator::Outcome> execute(store::WriteTx& tx, AddOperator const& command);

}  // namespace e2ms::command
