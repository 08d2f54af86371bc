#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "checks.hpp"
#include "e2ms/base/digest.hpp"

/// The checks themselves: each must catch what it is there for, and leave honest code alone.
namespace e2ms::tidy {
namespace {

using testing::HasSubstr;

std::string awaits(std::string const& body, std::string const& path = "src/field/x.cpp") {
  return listing(check_awaits(make_source(path, "awaitable<void> f() {\n" + body + "\n}\n")));
}

std::string floors(std::string const& path, std::string const& include) {
  Tree const tree{{make_source(path, "#include " + include + "\n"),
                   make_source("src/http/gate.hpp", "#pragma once\n")}};
  return listing(check_floors(tree));
}

std::string bans(std::string const& path, std::string const& code) {
  return listing(check_bans(make_source(path, code)));
}

std::string lines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "  x();\n";
  return text;
}

TEST(Floors, MayLookDownAndAtThemselves) {
  EXPECT_EQ(floors("src/http/site.cpp", "\"e2ms/base/time.hpp\""), "");
  EXPECT_EQ(floors("src/http/site.cpp", "\"e2ms/http/site.hpp\""), "");
  EXPECT_EQ(floors("src/http/api/meters.cpp", "\"gate.hpp\""), "");
  EXPECT_EQ(floors("src/http/site.cpp", "<vector>"), "");
}

TEST(Floors, TheDaemonTakesThePages) {
  Tree const tree{{make_source("src/daemon/web_side.cpp", "#include \"files.hpp\"\n"),
                   make_source("src/http/site.cpp", "#include \"files.hpp\"\n"),
                   make_source("web/embed/files.hpp", "#pragma once\n")}};
  EXPECT_EQ(listing(check_floors(tree)), "src/http/site.cpp:1: \"files.hpp\" is not in src/http\n");
}

TEST(Floors, MustNotLookUpOrSideways) {
  EXPECT_THAT(floors("src/base/text.cpp", "\"e2ms/domain/money.hpp\""),
              HasSubstr("src/base/text.cpp:1: base must not include domain"));
  EXPECT_NE(floors("src/http/site.cpp", "\"e2ms/field/fleet.hpp\""), "");
  EXPECT_NE(floors("src/command/x.cpp", "\"e2ms/query/places.hpp\""), "");
  EXPECT_NE(floors("include/e2ms/domain/money.hpp", "\"e2ms/store/tx.hpp\""), "");
  EXPECT_NE(floors("src/domain/x.cpp", "\"e2ms/cellar/x.hpp\""), "");
}

TEST(Floors, PrivateHeadersStayPrivate) {
  EXPECT_NE(floors("src/field/x.cpp", "\"gate.hpp\""), "");
  EXPECT_NE(floors("include/e2ms/http/site.hpp", "\"gate.hpp\""), "");
}

TEST(Floors, ThirdPartyHeadersHaveAHome) {
  EXPECT_EQ(floors("src/store/session.cpp", "<soci/soci.h>"), "");
  EXPECT_NE(floors("src/command/x.cpp", "<soci/soci.h>"), "");
  EXPECT_EQ(floors("src/base/digest.cpp", "<openssl/evp.h>"), "");
  EXPECT_NE(floors("src/base/text.cpp", "<openssl/evp.h>"), "");
  EXPECT_NE(floors("src/field/fleet.cpp", "<boost/beast/http/parser.hpp>"), "");
  EXPECT_NE(floors("src/query/x.cpp", "<boost/asio/post.hpp>"), "");
  EXPECT_NE(floors("src/transport/x.cpp", "<boost/asio/ssl/stream.hpp>"), "");
  EXPECT_NE(floors("src/domain/x.cpp", "<sys/socket.h>"), "");
  EXPECT_NE(floors("src/http/x.cpp", "<curl/curl.h>"), "");
}

TEST(Floors, TheSimulatorMustNotBorrow) {
  Tree const tree{
      {make_source("tests/simulator/core/bus.cpp", "#include \"e2ms/protocol/crc.hpp\"\n")}};
  EXPECT_NE(listing(check_independence(tree)), "");
}

TEST(Awaits, StatementsAreFine) {
  EXPECT_EQ(awaits("co_await clock.sleep(kBeat);"), "");
  EXPECT_EQ(awaits("auto const x = co_await store_.ask(question);"), "");
  EXPECT_EQ(awaits("auto [failed, n] = co_await async_read(socket, room[0], kAwait);"), "");
  EXPECT_EQ(awaits("Result<std::map<int, int>> x = co_await f(std::move(y));"), "");
  EXPECT_EQ(awaits("more = co_await read_request();"), "");
  EXPECT_EQ(awaits("co_return co_await f(x);"), "");
  EXPECT_EQ(awaits("CO_TRY(auto const y, co_await f(x));"), "");
  EXPECT_EQ(awaits("CO_TRY_VOID(co_await f(x));"), "");
  EXPECT_EQ(awaits("if (late && (a || b)) co_await refuse();\nelse co_await go();"), "");
  EXPECT_EQ(awaits("switch (k) {\n  case Kind::a:\n    co_return co_await f(k);\n}"), "");
  EXPECT_EQ(awaits("// never if (co_await x)\ng(\"(co_await y)\");"), "");
}

TEST(Awaits, NotInsideConditions) {
  EXPECT_THAT(awaits("if (co_await open(line)) return;"), HasSubstr("src/field/x.cpp:2:"));
  EXPECT_NE(awaits("while (co_await more()) {}"), "");
  EXPECT_NE(awaits("switch (co_await kind()) {}"), "");
  EXPECT_NE(awaits("if (auto x = co_await f(); x) g();"), "");
}

TEST(Awaits, NotInsideExpressions) {
  EXPECT_NE(awaits("bool const b = co_await f() && g();"), "");
  EXPECT_NE(awaits("bool const b = g() && co_await f();"), "");
  EXPECT_NE(awaits("int const b = c ? co_await f() : 0;"), "");
  EXPECT_NE(awaits("g(co_await f());"), "");
  EXPECT_NE(awaits("auto const x = (co_await f()).value();"), "");
  EXPECT_NE(awaits("auto const x = co_await f(co_await g());"), "");
}

TEST(Awaits, NoBracesAndNoLambdasInTheOperand) {
  EXPECT_NE(awaits("co_await store_.submit(RecordReading{meter, reading});"), "");
  EXPECT_NE(awaits("co_await pool_.run([meter] { return load(meter); });"), "");
  EXPECT_NE(awaits("CO_TRY(auto const y, co_await f({1, 2}));"), "");
}

TEST(Awaits, OnlyOnFloorsThatWait) {
  EXPECT_NE(awaits("co_await x;", "src/command/x.cpp"), "");
  EXPECT_EQ(awaits("co_await x;", "src/transport/x.cpp"), "");
  EXPECT_EQ(awaits("co_await x;", "tests/http/x_test.cpp"), "");
}

TEST(Bans, MoneyKnowsNoFloatingPoint) {
  EXPECT_THAT(bans("src/domain/x.cpp", "int a;\ndouble b;"), HasSubstr("src/domain/x.cpp:2:"));
  EXPECT_NE(bans("include/e2ms/store/x.hpp", "float x;"), "");
  EXPECT_EQ(bans("src/http/x.cpp", "double load;"), "");
  EXPECT_EQ(bans("src/domain/x.cpp", "// double entry\nint double_entry;"), "");
}

TEST(Bans, LocksClocksAndChanceHaveOnePlace) {
  EXPECT_NE(bans("src/http/x.cpp", "std::mutex m;"), "");
  EXPECT_EQ(bans("src/store/x.cpp", "std::mutex m;"), "");
  EXPECT_NE(bans("src/field/x.cpp", "std::chrono::steady_clock::now();"), "");
  EXPECT_NE(bans("src/field/x.cpp", "timer.expires_after(span);"), "");
  EXPECT_EQ(bans("src/daemon/system_clock.cpp", "std::chrono::system_clock::now();"), "");
  EXPECT_NE(bans("src/http/x.cpp", "RAND_bytes(a, 8);"), "");
  EXPECT_EQ(bans("src/daemon/system_entropy.cpp", "getrandom(a, 8, 0);"), "");
}

TEST(Marks, UnfinishedWorkIsSeen) {
  EXPECT_NE(listing(check_marks(make_source("a.md",
                                            "x\n"
                                            "TO"
                                            "DO: y\n"))),
            "");
  EXPECT_EQ(listing(check_marks(make_source("a.md",
                                            "138XX"
                                            "XXXXXX\n"))),
            "");
  EXPECT_NE(listing(check_marks(make_source("a.md",
                                            "x\n<<<<"
                                            "<<< HEAD\n"))),
            "");
}

TEST(Sizes, LongThingsAreSeen) {
  auto const sizes = [](std::string text) {
    return listing(check_sizes(make_source("src/field/x.cpp", std::move(text))));
  };
  EXPECT_EQ(sizes("void f() {\n" + lines(58) + "}\n"), "");
  EXPECT_THAT(sizes("void f() {\n" + lines(60) + "}\n"), HasSubstr("a function of 62 lines"));
  EXPECT_THAT(sizes("class A {\n  void f() const {\n" + lines(60) + "  }\n};\n"),
              HasSubstr("x.cpp:2:"));
  EXPECT_THAT(sizes("A::A() : a_{1}, b_(2) {\n" + lines(60) + "}\n"), HasSubstr("62 lines"));
  EXPECT_EQ(sizes("namespace a {\n" + lines(90) + "}\n"), "");
  EXPECT_EQ(sizes("constexpr Row kRows[] = {\n" + lines(90) + "};\n"), "");
  EXPECT_NE(sizes(lines(401)), "");
  EXPECT_NE(sizes("// " + std::string(98, 'x') + "\n"), "");
  EXPECT_EQ(sizes("// " + std::string(97, 'x') + "\n"), "");
}

TEST(Sizes, PagesHaveLinesOnly) {
  auto const page = [](std::string text) {
    return listing(check_sizes(make_source("web/admin/src/Home.vue", std::move(text))));
  };
  EXPECT_EQ(page(std::string(300, 'x') + "\n"), "");
  EXPECT_NE(page(lines(401)), "");
}

TEST(Events, CodeAndDocumentMustAgree) {
  auto const events = [](std::string const& code, std::string const& document) {
    return listing(check_events(
        Tree{{make_source("src/field/x.cpp", code), make_source("docs/events.md", document)}}));
  };
  std::string const call = "log::warn(\n    \"line_lost\", {{\"peer\", p}});";
  EXPECT_EQ(events(call, "| `line_lost` | warn | a | b |\n"), "");
  EXPECT_THAT(events(call, ""), HasSubstr("src/field/x.cpp:1: event line_lost"));
  EXPECT_THAT(events(call, "| `line_lost` | info | a | b |\n"), HasSubstr("logged as warn"));
  EXPECT_THAT(events("", "| `line_lost` | warn | a | b |\n"), HasSubstr("docs/events.md:1:"));
  EXPECT_THAT(events(call + "log::info(\"line_lost\");", "| `line_lost` | warn | a | b |\n"),
              HasSubstr("line_lost is logged as info elsewhere"));
  EXPECT_NE(events("log::warn(name);", ""), "");
}

TEST(Settings, CodeAndDocumentMustAgree) {
  auto const settings = [](std::string const& document) {
    return listing(check_settings(
        Tree{{make_source("src/daemon/config.cpp",
                          "return {{\"\", \"database\", t},\n{\"web\",\n \"port\", n}};\n"
                          "names({\"web\", \"store\", \"dial_in\"});"),
              make_source("docs/configuration.md", document)}}));
  };
  EXPECT_EQ(settings("| `database` | x |\n| `web.port` | y |\n"), "");
  EXPECT_THAT(settings("| `database` | x |\n"), HasSubstr("config.cpp:2: web.port"));
  EXPECT_NE(settings("| `database` | x |\n| `web.port` | y |\n| `web.host` | z |\n"), "");
}

TEST(Statements, MustBeRun) {
  auto const statements = [](std::string const& code) {
    return listing(check_statements(
        Tree{{make_source("src/store/sql/meter.sql", "-- Meters.\n\n-- name: relay\nSELECT 1\n"),
              make_source("src/command/x.cpp", code)}}));
  };
  EXPECT_EQ(statements("tx.run(\"meter.relay\");"), "");
  EXPECT_THAT(statements("tx.run(\"meter.relay_seen\");"),
              HasSubstr("meter.sql:3: nobody runs \"meter.relay\""));
}

TEST(Migrations, AReleasedOneMustNotChange) {
  auto const migrations = [](std::string const& text) {
    return listing(check_migrations(
        Tree{{make_source("src/store/migrations/0001_house.sql", text),
              make_source("tests/tidy/migrations.txt",
                          "# comment\n" + sha256_hex("as released") + "  0001_house.sql\n")}}));
  };
  EXPECT_EQ(migrations("as released"), "");
  EXPECT_THAT(migrations("as changed"), HasSubstr("0001_house.sql:1: was released"));
}

TEST(DeadFiles, AreSeen) {
  auto const dead = [](std::string const& commands) {
    Tree const tree{{make_source("include/e2ms/base/id.hpp", ""),
                     make_source("src/base/id.cpp", "#include \"e2ms/base/id.hpp\"\n"),
                     make_source("src/base/lost.hpp", "")}};
    return listing(check_dead_files(tree, "/house", commands));
  };
  EXPECT_EQ(dead("\"file\": \"/house/src/base/id.cpp\""),
            "src/base/lost.hpp:1: no file includes it\n");
  EXPECT_THAT(dead("[]"), HasSubstr("src/base/id.cpp:1: is not compiled"));
}

TEST(Links, MustLeadSomewhere) {
  auto const exists = [](std::string const& path) { return path == "docs/events.md"; };
  auto const links = [&](std::string const& text) {
    return listing(check_links(make_source("docs/a.md", text), exists));
  };
  EXPECT_EQ(links("[a](events.md) [b](events.md#x) [c](https://e.com/) [d](#here)"), "");
  EXPECT_THAT(links("x\n[a](lost.md)"), HasSubstr("docs/a.md:2: leads nowhere: docs/lost.md"));
}

}  // namespace
}  // namespace e2ms::tidy
