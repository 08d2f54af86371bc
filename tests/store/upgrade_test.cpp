#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench.hpp"
#include "sql_catalogue.hpp"

namespace e2ms::store {
namespace {

using testing::ElementsAre;

/// A database as it was after so many migrations.
void bring_to(Session& session, std::size_t version) {
  std::size_t done = 0;
  for (auto const& file : sql_files()) {
    if (!file.name.starts_with("migrations/") || done == version) continue;
    ++done;
    auto const script = std::string(file.text);
    ASSERT_EQ(sqlite_api::sqlite3_exec(handle(session), script.c_str(), nullptr, nullptr, nullptr),
              SQLITE_OK)
        << sqlite_api::sqlite3_errmsg(handle(session));
  }
  session.plain("PRAGMA user_version = " + std::to_string(version));
}

TEST(Upgrade, MakesGroupsOfTheIntervalsOfTheMeters) {
  Session session(":memory:", Access::read_write);
  bring_to(session, 2);
  session.plain("INSERT INTO project VALUES (1, 'p', 'UTC', 1, 1), (2, 'q', 'UTC', 1, 1)");
  session.plain("INSERT INTO area VALUES (1, 1, NULL, 'a')");
  session.plain("INSERT INTO room VALUES (1, 1, 1, 'r')");
  session.plain("INSERT INTO line VALUES (1, 1, 'l', 0, NULL, NULL, 'x', 0, NULL, 1, 1)");
  auto const meter = [&](int id, int project, int poll_ms) {
    session.plain("INSERT INTO meter VALUES (" + std::to_string(id) + ", " +
                  std::to_string(project) + ", 1, 1, '" + std::to_string(id) +
                  "', 'm', 1, 0, NULL, 1, " + std::to_string(poll_ms) + ")");
  };
  meter(1, 1, 900'000);
  meter(2, 1, 900'000);
  meter(3, 1, 90'000);
  meter(4, 2, 900'000);
  ASSERT_TRUE(migrate(session).has_value());
  EXPECT_THAT(
      texts(session,
            "SELECT m.id || ' ' || g.project || ' ' || g.name || ' ' || g.energy_ms "
            "FROM meter m JOIN meter_group g ON g.id = m.meter_group ORDER BY m.id"),
      ElementsAre("1 1 15 min 900000", "2 1 15 min 900000", "3 1 90 s 90000", "4 2 15 min 900000"));
  EXPECT_EQ(session.number("SELECT count(*) FROM meter_group"), 3);
}

TEST(Upgrade, KeepsJournalsAndWhatRefersToThemAndClosesTheBooksOfProjects) {
  Session session(":memory:", Access::read_write);
  std::size_t before = 0;
  for (auto const& file : sql_files())
    if (file.name.starts_with("migrations/") && file.name < "migrations/0021") ++before;
  bring_to(session, before);
  session.plain("PRAGMA foreign_keys = OFF");
  session.plain(
      "INSERT INTO project (id, name, time_zone, warning_grace_ms, fresh_reading_ms) "
      "VALUES (1, 'p', 'UTC', 1, 1)");
  session.plain("INSERT INTO area VALUES (1, 1, NULL, 'a')");
  session.plain("INSERT INTO room VALUES (1, 1, 1, 'r')");
  session.plain("INSERT INTO tenant VALUES (1, 1, 't')");
  session.plain("INSERT INTO tariff VALUES (1, 1, 't')");
  session.plain(
      "INSERT INTO account (id, project, tenant, room, tariff, credit_limit_fen, "
      "alarm1_fen, alarm2_fen, reconnect_fen, pin_hash, opened_at) "
      "VALUES (1, 1, 1, 1, 1, 0, 0, 0, 0, '-', 0)");
  auto const journal = [&](int id, int at, int fen) {
    auto const number = std::to_string(id), amount = std::to_string(fen);
    session.plain("INSERT INTO journal VALUES (" + number + ", 'k" + number + "', 1, 1, " +
                  std::to_string(at) + ", 'a', 'c', NULL, 'x', 'y')");
    session.plain("INSERT INTO entry VALUES (" + number + ", 1, 1, 1, " + amount + "), (" + number +
                  ", 2, 2, 0, -" + amount + ")");
  };
  journal(1, 100, 30);
  journal(2, 250, 5);
  journal(3, 900, 1);
  session.plain("INSERT INTO day_closing VALUES (200, 201, 1), (300, 301, 1), (400, 401, 0)");
  session.plain("PRAGMA foreign_keys = ON");
  ASSERT_TRUE(migrate(session).has_value());
  EXPECT_THAT(texts(session, "SELECT id || key || account FROM journal ORDER BY id"),
              ElementsAre("1k11", "2k21", "3k31"));
  EXPECT_THAT(texts(session, "SELECT \"table\" FROM pragma_foreign_key_check"), ElementsAre());
  EXPECT_THAT(
      texts(session,
            "SELECT until || ' ' || book || ' ' || debit_fen || ' ' || credit_fen || ' ' || "
            "amount_fen FROM day_closing_book ORDER BY until, book"),
      ElementsAre("200 1 0 30 30", "200 2 30 0 -30", "300 1 0 5 35", "300 2 5 0 -35",
                  "400 1 0 0 35", "400 2 0 0 -35"));
}

}  // namespace
}  // namespace e2ms::store
