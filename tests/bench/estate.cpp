#include "estate.hpp"

#include <algorithm>

#include "e2ms/base/ensure.hpp"
#include "e2ms/command/archive.hpp"
#include "e2ms/document/tariff_json.hpp"
#include "e2ms/store/open.hpp"

namespace e2ms::bench {
namespace {

template <class Command>
auto added(store::WriteTx& tx, Command const& order) {
  auto const outcome = execute(tx, order);
  ENSURE(outcome.has_value() && outcome->verdict == command::Archived::added);
  return outcome->id;
}

command::AddLine line_order(ProjectId project, Estate const& estate, int number) {
  command::AddLine order{.project = project,
                         .name = "line " + std::to_string(number),
                         .mode = estate.mode,
                         .host = {},
                         .port = {},
                         .registration = {},
                         .framing = Framing::modbus_tcp,
                         .answer_time = seconds(5),
                         .gap = Duration{0}};
  if (estate.mode == LineMode::dial_in) {
    auto const digits = std::to_string(1'000'000 + number);
    order.registration = "SIM" + digits.substr(1);
  } else {
    order.host = "127.0.0.1";
    order.port = estate.ports.at(static_cast<std::size_t>(number));
  }
  return order;
}

MeterGroupId add_group(store::WriteTx& tx, ProjectId project, Duration poll) {
  return added(tx, command::AddMeterGroup{.project = project,
                                          .name = "all",
                                          .energy = poll,
                                          .momentary = poll,
                                          .status = poll,
                                          .clock = std::max(poll, days(1)),
                                          .freezes = true});
}

struct Common {
  ProjectId project;
  TariffId tariff;
  MeterGroupId group;
};

void add_meter(store::WriteTx& tx, Common const& common, LineId line, Estate const& estate,
               int unit) {
  auto const name = std::to_string(line.value) + "-" + std::to_string(unit);
  auto const room = added(tx, command::AddRoom{common.project, "1", "1", name});
  added(tx, command::AddMeter{.line = line,
                              .room = room,
                              .address = std::to_string(unit),
                              .model = estate.model,
                              .ratio = 1,
                              .has_relay = estate.has_relay,
                              .password = {},
                              .max_power_w = 100'000,
                              .group = common.group});
  added(tx, command::OpenAccount{.room = room,
                                 .tenant = name,
                                 .tariff = common.tariff,
                                 .credit_limit = Money::fen(1'000'000),
                                 .alarm1 = {},
                                 .alarm2 = {},
                                 .reconnect = {},
                                 .pin_hash = "none",
                                 .at = {0}});
}

}  // namespace

void furnish(std::filesystem::path const& database, Estate const& estate) {
  ENSURE(store::create(database).has_value());
  store::Direct direct(database);
  direct.write([&](store::WriteTx& tx) {
    auto const project =
        added(tx, command::AddProject{"town", "Asia/Shanghai", hours(1), minutes(30)});
    auto const tariff = added(
        tx,
        command::PublishTariff{project, "flat", {0}, document::flat_document({50'000'000}), {0}});
    Common const common{project, tariff, add_group(tx, project, estate.poll)};
    for (int i = 0; i < estate.lines; ++i) {
      auto const line = added(tx, line_order(project, estate, i));
      for (int unit = 1; unit <= estate.meters_per_line; ++unit)
        add_meter(tx, common, line, estate, unit);
    }
    return true;
  });
}

}  // namespace e2ms::bench
