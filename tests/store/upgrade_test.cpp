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

}  // namespace
}  // namespace e2ms::store
