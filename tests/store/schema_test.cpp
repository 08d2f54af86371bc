#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "bench.hpp"
#include "sql_catalogue.hpp"

namespace e2ms::store {
namespace {

using testing::UnorderedElementsAreArray;

/// What has happened is never changed. Every new table is either here or in one of the others.
std::vector<std::string> const kFacts = {"reading",
                                         "journal",
                                         "entry",
                                         "charge",
                                         "top_up",
                                         "supply_decision",
                                         "supply_step",
                                         "message",
                                         "audit",
                                         "verification",
                                         "tariff_version",
                                         "reading_decision",
                                         "reading_pack",
                                         "energy_day",
                                         "clock_check",
                                         "freeze",
                                         "tariff_withdrawal",
                                         "item_charge",
                                         "bill_closing",
                                         "adjustment",
                                         "day_closing",
                                         "day_closing_sum",
                                         "day_closing_book",
                                         "reading_void",
                                         "correction",
                                         "meter_ratio",
                                         "share_rule",
                                         "share_rule_meter",
                                         "share_rule_room",
                                         "grid_bill",
                                         "share_run",
                                         "share_run_meter",
                                         "share_run_party",
                                         "subsidy",
                                         "subsidy_end",
                                         "payment_mode_change",
                                         "bill_due",
                                         "tariff_proposal",
                                         "proposal_decision",
                                         "month_figures",
                                         "hand_over",
                                         "unassigned",
                                         "unassigned_end",
                                         "pay_out"};
std::vector<std::string> const kOthers = {
    // reference
    "project", "area", "room", "tenant", "gateway", "line", "meter_group", "meter", "tariff",
    "account", "account_meter", "operator", "web_session", "sharing",
    // current picture
    "balance", "bill_line", "accrual", "meter_state", "account_state", "line_state", "supply_hold",
    "alarm", "clock_job", "tier_counter", "bill_item", "stranger", "line_figures", "frame_log",
    "meter_learnt",
    // wishes
    "supply_wish", "line_recording", "read_wish"};

class Schema : public testing::Test {
 protected:
  Schema() : session(":memory:", Access::read_write) { EXPECT_TRUE(migrate(session).has_value()); }

  /// One row of ones and xs, whatever the columns are.
  void fill(std::string const& table) {
    auto const columns = texts(session, "SELECT name FROM pragma_table_info('" + table + "')");
    auto const types = texts(session, "SELECT type FROM pragma_table_info('" + table + "')");
    std::string names, values;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      names += (i > 0 ? ", " : "") + columns[i];
      // A reading that somebody typed in would let its day be computed again.
      // Who proposed something does not approve it.
      bool const approves = table == "proposal_decision" && columns[i] == "version";
      auto const value = columns[i] == "source" ? "0"
                         : approves             ? "NULL"
                         : types[i] == "TEXT"   ? "'x'"
                         : types[i] == "BLOB"   ? "x'01'"
                                                : "1";
      values += std::string(i > 0 ? ", " : "") + value;
    }
    session.plain("INSERT INTO " + table + " (" + names + ") VALUES (" + values + ")");
  }

  Session session;
};

TEST_F(Schema, KnowsTheRoleOfEachTable) {
  auto all = kFacts;
  all.insert(all.end(), kOthers.begin(), kOthers.end());
  EXPECT_THAT(
      texts(session,
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"),
      UnorderedElementsAreArray(all));
}

TEST_F(Schema, IsStrictEverywhere) {
  EXPECT_THAT(texts(session,
                    "SELECT name FROM pragma_table_list WHERE schema = 'main' "
                    "AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite%'"),
              testing::IsEmpty());
}

TEST_F(Schema, RefusesToChangeOrForgetFacts) {
  session.plain("PRAGMA foreign_keys = OFF");
  for (auto const& table : kFacts) {
    fill(table);
    auto const column =
        texts(session, "SELECT name FROM pragma_table_info('" + table + "') LIMIT 1").at(0);
    auto const update = "UPDATE " + table + " SET " + column + " = " + column;
    EXPECT_TRUE(refuses(session, update)) << table;
    EXPECT_TRUE(refuses(session, "DELETE FROM " + table)) << table;
    EXPECT_EQ(session.number("SELECT count(*) FROM " + table), 1) << table;
  }
}

TEST_F(Schema, RefusesToReplaceFacts) {
  session.plain("PRAGMA foreign_keys = OFF");
  for (auto const& table : kFacts) {
    fill(table);
    EXPECT_TRUE(refuses(session, "REPLACE INTO " + table + " SELECT * FROM " + table)) << table;
  }
}

TEST_F(Schema, KeepsForeignKeys) {
  EXPECT_TRUE(refuses(session, "INSERT INTO tariff (project, name) VALUES (77, 'x')"));
}

/// A database knows how many scripts it has seen: one that came in between would never run.
TEST(Migration, ScriptsAreNumberedWithoutGaps) {
  int number = 0;
  for (auto const& file : sql_files()) {
    std::string const name(file.name);
    if (!name.starts_with("migrations/")) continue;
    EXPECT_EQ(std::stoi(name.substr(std::string("migrations/").size())), ++number) << name;
  }
}

TEST_F(Schema, IsNotMigratedTwice) {
  auto const version = session.number("PRAGMA user_version");
  EXPECT_GT(version, 0);
  EXPECT_TRUE(migrate(session).has_value());
  EXPECT_EQ(session.number("PRAGMA user_version"), version);
}

/// A database as it was before the script of that name.
void make_older(Session& session, std::string_view script) {
  int version = 0;
  for (auto const& file : sql_files()) {
    if (!file.name.starts_with("migrations/") || file.name >= script) continue;
    std::string const text(file.text);
    auto const done =
        sqlite_api::sqlite3_exec(handle(session), text.c_str(), nullptr, nullptr, nullptr);
    ASSERT_EQ(done, SQLITE_OK) << file.name;
    ++version;
  }
  session.plain("PRAGMA user_version = " + std::to_string(version));
}

TEST(Migration, GivesEachLineAGatewayAndKeepsItsHeartbeat) {
  Session session(":memory:", Access::read_write);
  make_older(session, "migrations/0003_gateways.sql");
  session.plain("INSERT INTO project VALUES (1, 'p', 'UTC', 0, 0)");
  session.plain("INSERT INTO line VALUES (5, 1, 'DTU', 0, NULL, NULL, '8661', 0, 'ping', 1, 1)");
  session.plain("INSERT INTO line VALUES (7, 1, 'GW', 1, 'h', 502, NULL, 1, NULL, 1, 1)");
  ASSERT_TRUE(migrate(session).has_value());
  EXPECT_THAT(texts(session,
                    "SELECT g.name || ' ' || l.heartbeats FROM line l "
                    "JOIN gateway g ON g.id = l.gateway WHERE g.name = l.name ORDER BY l.id"),
              testing::ElementsAre("DTU 70696e67", "GW "));
  EXPECT_TRUE(refuses(session,
                      "INSERT INTO line (project, name, mode, framing, answer_ms, gap_ms) "
                      "VALUES (1, 'x', 0, 0, 1, 1)"));
}

TEST(Migration, KeepsTheVersionsOfTariffsAndWhatRefersToThem) {
  Session session(":memory:", Access::read_write);
  make_older(session, "migrations/0015_tariff_desk.sql");
  session.plain("INSERT INTO project VALUES (1, 'p', 'UTC', 0, 0)");
  session.plain("INSERT INTO tariff VALUES (3, 1, 't')");
  session.plain(
      "INSERT INTO tariff_version (id, tariff, valid_from, published_at, document, note) "
      "VALUES (8, 3, 100, 50, '{}', 'x'), (9, 3, 200, 60, '{}', 'y')");
  session.plain("INSERT INTO tariff_withdrawal VALUES (9, 150, 'm', 'wrong')");
  ASSERT_TRUE(migrate(session).has_value());
  EXPECT_THAT(texts(session, "SELECT id || ' ' || valid_from || note FROM tariff_version"),
              testing::ElementsAre("8 100x", "9 200y"));
  EXPECT_THAT(texts(session, "SELECT \"table\" FROM pragma_foreign_key_check"), testing::IsEmpty());
  auto const another = [](std::string const& from) {
    return "INSERT INTO tariff_version (tariff, valid_from, published_at, document, published_by, "
           "note) VALUES (3, " +
           from + ", 70, '{}', '', '')";
  };
  EXPECT_TRUE(refuses(session, another("100")));
  session.plain(another("200"));
  EXPECT_TRUE(refuses(session, another("200")));
}

TEST(Database, IsCreatedOnce) {
  Folder const folder;
  EXPECT_TRUE(create(folder.file("a.db")).has_value());
  auto const again = create(folder.file("a.db"));
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.fault().code, FaultCode::file);
  EXPECT_TRUE(open(folder.file("a.db"), {}).has_value());
}

TEST(Database, ThatIsMissingIsNotMade) {
  Folder const folder;
  auto const missing = open(folder.file("b.db"), {});
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.fault().code, FaultCode::file);
  EXPECT_FALSE(std::filesystem::exists(folder.file("b.db")));
}

TEST(Database, OfANewerReleaseIsRefused) {
  Folder const folder;
  ASSERT_TRUE(create(folder.file("a.db")).has_value());
  Session(folder.file("a.db"), Access::read_write).plain("PRAGMA user_version = 99");
  auto const refused = open(folder.file("a.db"), {});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.fault().code, FaultCode::store_conflict);
  EXPECT_EQ(Session(folder.file("a.db"), Access::read_write).number("PRAGMA user_version"), 99);
}

TEST(Database, ThatIsNoneIsRefused) {
  Folder const folder;
  std::ofstream(folder.file("a.db")) << std::string(5000, 'x');
  auto const refused = open(folder.file("a.db"), {});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.fault().code, FaultCode::store_unavailable);
}

TEST(Database, WaitsForTheDiskAtEachCommit) {
  Folder const folder;
  ASSERT_TRUE(create(folder.file("a.db")).has_value());
  Session session(folder.file("a.db"), Access::read_write);
  EXPECT_EQ(session.number("PRAGMA synchronous"), 2);
  EXPECT_EQ(session.number("PRAGMA foreign_keys"), 1);
  EXPECT_EQ(texts(session, "SELECT * FROM pragma_journal_mode").at(0), "wal");
}

}  // namespace
}  // namespace e2ms::store
