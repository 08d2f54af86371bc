#include <CLI/CLI.hpp>
#include <cstdio>

#include "e2ms/base/log.hpp"
#include "e2ms/command/archive.hpp"
#include "e2ms/document/tariff_json.hpp"
#include "history_house.hpp"

namespace e2ms::bench {

namespace {

std::string created(std::string path) {
  ENSURE(store::create(path).has_value());
  return path;
}

/// Any commands in one transaction: what is measured here is not how often the disk is waited for.
template <class C>
typename C::Outcome run(store::WriteTx& tx, C const& command) {
  return execute(tx, command).value();
}

}  // namespace

HistoryHouse::HistoryHouse(std::string file, int count, bool with_accounts)
    : path(created(std::move(file))), direct(path), look(path, store::Access::read_only) {
  direct.write([&](store::WriteTx& tx) {
    project = run(tx, command::AddProject{"town", "Asia/Shanghai", hours(1), minutes(40)}).id;
    auto const tariff = run(tx,
                            command::PublishTariff{
                                project, "flat", {0}, document::flat_document({52'830'000}), {0}})
                            .id;
    command::AddLine const line_order{.project = project,
                                      .name = "bus",
                                      .mode = LineMode::dial_in,
                                      .host = std::nullopt,
                                      .port = std::nullopt,
                                      .registration = "bus",
                                      .framing = Framing::transparent,
                                      .answer_time = seconds(1),
                                      .gap = milliseconds(50)};
    auto const line = run(tx, line_order).id;
    command::AddMeterGroup const group_order{.project = project,
                                             .name = "15 min",
                                             .energy = minutes(15),
                                             .momentary = minutes(15),
                                             .status = minutes(15),
                                             .clock = days(1),
                                             .freezes = true};
    auto const group = run(tx, group_order).id;
    for (int i = 0; i < count; ++i) {
      auto const name = std::to_string(i);
      auto const room = run(tx, command::AddRoom{project, "1", "1", name}).id;
      meters.push_back(run(tx, command::AddMeter{.line = line,
                                                 .room = room,
                                                 .address = name,
                                                 .model = "dlt645-2007-three",
                                                 .ratio = 1,
                                                 .has_relay = true,
                                                 .password = std::nullopt,
                                                 .max_power_w = 30'000,
                                                 .group = group})
                           .id);
      if (!with_accounts) continue;
      run(tx, command::OpenAccount{.room = room,
                                   .tenant = "tenant",
                                   .tariff = tariff,
                                   .credit_limit = Money::fen(100'000'00),
                                   .alarm1 = {},
                                   .alarm2 = {},
                                   .reconnect = {},
                                   .pin_hash = "none",
                                   .at = {0}});
    }
    return true;
  });
}

std::int64_t HistoryHouse::bytes_of(std::string const& names) {
  return look.number("SELECT sum(pgsize) FROM dbstat WHERE aggregate = TRUE AND name IN (" + names +
                     ")");
}

}  // namespace e2ms::bench

int main(int argc, char** argv) {
  CLI::App app{"What a reading costs on the disk, and a meter's month among many readings."};
  std::string where = ".";
  int meters = 2'000;
  std::int64_t readings = 10'000'000;
  app.add_option("--in", where, "Folder on the file system that counts");
  app.add_option("--meters", meters, "Read every quarter of an hour for a day")
      ->check(CLI::Range(1, 1'000'000));
  app.add_option("--readings", readings, "Stored when a month is asked for; beside a hundredth")
      ->check(CLI::Range(1'000'000L, 1'000'000'000L));
  CLI11_PARSE(app, argc, argv);
  e2ms::log::open(e2ms::log::Level::error);
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  {
    e2ms::bench::BenchFolder const folder(where);
    e2ms::bench::measure_day(folder.file("day.db"), meters);
  }
  for (auto const count : {readings / 100, readings}) {
    e2ms::bench::BenchFolder const folder(where);
    e2ms::bench::measure_month(folder.file("month.db"), count);
  }
  e2ms::log::close();
  return 0;
}
