#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "bench.hpp"
#include "sql_catalogue.hpp"

namespace e2ms::store {
namespace {

/// Statements that may read a whole table, and why that is fine. Everything else must find its
/// rows by an index.
struct WholeTable {
  std::string_view statement;  ///< one, or all of a file: "audit."
  std::string_view why;
};
constexpr WholeTable kWholeTables[] = {
    {"audit.", "the audit recomputes everything, off the writer's thread"},
    {"alarm_page.", "the subquery lists the few kinds it was asked for"},
    {"bill.close_day_sums", "x is the day's entries, found by their index"},
    {"books.close_day", "as bill.close_day_sums; q is a handful of projects"},
    {"board.", "the room wall shows every room; alarm_open holds only open alarms"},
    {"due.not_due", "b is the few bills that are not due, found by their index"},
    {"field.jobs", "a handful of clockwork jobs"},
    {"field.lines", "the fleet is read whole, at start and after changes of the archive"},
    {"field.meters", "as field.lines"},
    {"field.projects", "a handful of projects"},
    {"frame.recordings", "the few lines that somebody looks at; asked when one begins or ends"},
    {"hands.vacant_use", "x is what one vacant room was charged, found by its index"},
    {"ledger.head", "walks the primary key backwards and stops at the first row"},
    {"meter.know_registers", "once for each model after an upgrade, then nobody asks again"},
    {"meter_page.first_of", "scans its own few rows: the meters of one place"},
    {"place.accounts", "read whole once, at start and after changes of the archive"},
    {"place.lines", "as place.accounts"},
    {"place.meters", "as place.accounts"},
    {"read_wish.open", "read_wish_open holds only the wishes that are open"},
    {"share.meters", "the few meters that a rule names, and what was built in their place"},
    {"sign_in.tenants", "room names are compared without case, behind the sign-in's rate limit"},
    {"stranger.forget_surplus", "walks the newest by their index; their number has a limit"},
    {"stranger.list", "a list of limited length, read whole"},
    {"supply.gaps", "supply_wish_open holds only the wishes that are open"},
    {"web_session.delete_old", "once in a while; sessions are few"},
};

bool may_scan(std::string_view name) {
  return std::any_of(std::begin(kWholeTables), std::end(kWholeTables), [name](auto const& each) {
    return each.statement.back() == '.' ? name.starts_with(each.statement) : name == each.statement;
  });
}

std::vector<std::string> plan_of(Session& session, std::string const& text) {
  sqlite_api::sqlite3_stmt* statement = nullptr;
  auto const sql = "EXPLAIN QUERY PLAN " + text;
  auto const done =
      sqlite_api::sqlite3_prepare_v2(handle(session), sql.c_str(), -1, &statement, nullptr);
  EXPECT_EQ(done, SQLITE_OK) << sqlite_api::sqlite3_errmsg(handle(session)) << text;
  std::vector<std::string> lines;
  while (done == SQLITE_OK && sqlite_api::sqlite3_step(statement) == SQLITE_ROW)
    lines.emplace_back(
        reinterpret_cast<char const*>(sqlite_api::sqlite3_column_text(statement, 3)));
  sqlite_api::sqlite3_finalize(statement);
  return lines;
}

bool scans(std::string const& line) {
  // Constant rows and the rows of a subquery already found are no tables.
  return line.find("SCAN ") != std::string::npos && line.find("CONSTANT ROW") == std::string::npos;
}

TEST(Statements, FindTheirRowsByAnIndex) {
  Session session(":memory:", Access::read_write);
  ASSERT_TRUE(migrate(session).has_value());
  // With foreign keys on, a plan also shows the search for children that an INSERT … RETURNING
  // into a parent prepares and, having no violation to repair, never runs.
  session.plain("PRAGMA foreign_keys = OFF");
  std::vector<std::string> scanning;
  for (auto const& [name, text] : SqlCatalogue::embedded().all()) {
    bool scan = false;
    std::string plan;
    for (auto const& line : plan_of(session, text)) {
      scan = scan || scans(line);
      plan += "\n  " + line;
    }
    EXPECT_TRUE(!scan || may_scan(name)) << name << plan;
    if (scan) scanning.push_back(name);
  }
  for (auto const& each : kWholeTables)
    EXPECT_TRUE(std::any_of(scanning.begin(), scanning.end(),
                            [&](auto const& name) { return name.starts_with(each.statement); }))
        << each.statement << " needs no exception: " << each.why;
}

TEST(Statements, KeepNumbersOfFullWidth) {
  Direct store(":memory:");
  struct Row {
    std::string name;
    std::int64_t done_through;
  };
  std::int64_t const most = std::numeric_limits<std::int64_t>::max();
  std::int64_t const least = std::numeric_limits<std::int64_t>::min();
  store.write([&](WriteTx& tx) {
    mark(tx, "least", least);
    mark(tx, "most", most);
    mark(tx, "minus one", -1);
    return true;
  });
  store.read([&](ReadTx& tx) {
    auto const rows = tx.all<Row>("field.jobs");
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].done_through, least);
    EXPECT_EQ(rows[1].done_through, -1);
    EXPECT_EQ(rows[2].done_through, most);
  });
}

TEST(Statements, KeepTextsUnchanged) {
  std::vector<std::string> const names = {"", "'; DROP TABLE journal; --", "a\nb\tc\\",
                                          std::string(100'000, 'x'), "电费 ½ 😀 \u202e"};
  Direct store(":memory:");
  store.write([&](WriteTx& tx) {
    for (auto const& name : names) mark(tx, name);
    return true;
  });
  struct Row {
    std::string name;
    std::int64_t done_through;
  };
  store.read([&](ReadTx& tx) {
    std::vector<std::string> found;
    for (auto const& row : tx.all<Row>("field.jobs")) found.push_back(row.name);
    EXPECT_THAT(found, testing::UnorderedElementsAreArray(names));
  });
}

TEST(Statements, TellNothingFromZeroAndEmpty) {
  Direct store(":memory:");
  struct Line {
    std::int64_t id;
    std::string name;
    std::int64_t mode;
    std::optional<std::string> host;
    std::optional<std::int64_t> port;
    std::optional<std::string> registration;
    std::optional<std::string> device;
    std::optional<std::int64_t> baud;
    std::optional<std::int64_t> parity;
    std::optional<std::int64_t> data_bits;
    std::optional<std::int64_t> stop_bits;
    std::int64_t framing;
    std::string heartbeats;
    std::int64_t answer;
    std::int64_t gap;
  };
  auto const insert = [](WriteTx& tx, std::string const& name, std::optional<std::string> host,
                         std::optional<std::int64_t> port) {
    std::optional<std::string> const none;
    std::optional<std::int64_t> const no_number;
    tx.insert<LineId>("archive.insert_line", in("project", 1), in("gateway", 1), in("name", name),
                      in("mode", 0), in("host", host), in("port", port), in("registration", none),
                      in("device", none), in("baud", no_number), in("parity", no_number),
                      in("data_bits", no_number), in("stop_bits", no_number), in("framing", 0),
                      in("heartbeats", ""), in("answer_time", 1), in("gap", 1));
  };
  store.write([&](WriteTx& tx) {
    tx.insert<ProjectId>("archive.insert_project", in("name", "p"), in("time_zone", "UTC"),
                         in("warning_grace", 0), in("fresh_reading", 0), in("due_days", 0),
                         in("landlord", ""), in("vacant_use", 0));
    tx.insert<GatewayId>("archive.insert_gateway", in("project", 1), in("name", "g"),
                         in("maker", ""), in("model", ""), in("note", ""));
    insert(tx, "a", "", 0);
    insert(tx, "b", std::nullopt, std::nullopt);
    insert(tx, "c", "h", 5);
    return true;
  });
  store.read([&](ReadTx& tx) {
    auto const lines = tx.all<Line>("field.lines");
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0].host, "");
    EXPECT_EQ(lines[0].port, 0);
    EXPECT_EQ(lines[1].host, std::nullopt);
    EXPECT_EQ(lines[1].port, std::nullopt);
    EXPECT_EQ(lines[2].host, "h");
    EXPECT_EQ(lines[2].port, 5);
  });
}

TEST(StatementsDeathTest, UnknownToTheCatalogueBreakAPromise) {
  Direct store(":memory:");
  EXPECT_DEATH(store.read([](ReadTx& tx) { tx.all<std::int64_t>("no.such"); }), "promise_broken");
}

}  // namespace
}  // namespace e2ms::store
