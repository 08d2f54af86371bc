#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "checks.hpp"

/// The rules of the house, held against the tree as it is.
namespace e2ms::tidy {
namespace {

Tree const& tree() {
  static Tree const kTree = read_tree(E2MS_ROOT);
  return kTree;
}

template <class Check>
Violations over_all(Check check) {
  Violations found;
  for (auto const& source : tree().sources) {
    auto const more = check(source);
    found.insert(found.end(), more.begin(), more.end());
  }
  return found;
}

TEST(House, IsReadAtAll) {
  EXPECT_TRUE(tree().has("src/base/log.cpp"));
  EXPECT_TRUE(tree().has("tests/tidy/tree_test.cpp"));
  EXPECT_GT(tree().sources.size(), 100U);
}

TEST(House, IncludesPointDownwards) {
  EXPECT_EQ(listing(check_floors(tree())), "");
}

TEST(House, TheSimulatorStandsAlone) {
  EXPECT_EQ(listing(check_independence(tree())), "");
}

TEST(House, AwaitsAreStatements) {
  EXPECT_EQ(listing(over_all(check_awaits)), "");
}

TEST(House, KeepsItsBans) {
  EXPECT_EQ(listing(over_all(check_bans)), "");
}

TEST(House, FilesAndFunctionsAreSmall) {
  EXPECT_EQ(listing(over_all(check_sizes)), "");
}

TEST(House, LogEventsAreExplained) {
  EXPECT_EQ(listing(check_events(tree())), "");
}

TEST(House, SettingsAreExplained) {
  EXPECT_EQ(listing(check_settings(tree())), "");
}

TEST(House, StatementsAreRun) {
  EXPECT_EQ(listing(check_statements(tree())), "");
}

TEST(House, ReleasedMigrationsStayAsTheyWere) {
  EXPECT_EQ(listing(check_migrations(tree())), "");
}

TEST(House, HasNoDeadFiles) {
  std::ifstream in{std::string(E2MS_BUILD) + "/compile_commands.json"};
  std::string const commands{std::istreambuf_iterator<char>{in}, {}};
  ASSERT_FALSE(commands.empty());
  EXPECT_EQ(listing(check_dead_files(tree(), E2MS_ROOT, commands)), "");
}

TEST(House, LinksInDocumentsLeadSomewhere) {
  auto const exists = [](std::string const& path) {
    return std::filesystem::exists(std::string(E2MS_ROOT) + "/" + path);
  };
  EXPECT_EQ(listing(over_all([&](Source const& source) {
              return source.path.ends_with(".md") ? check_links(source, exists) : Violations{};
            })),
            "");
}

TEST(House, NothingIsLeftUnfinished) {
  EXPECT_EQ(listing(over_all(check_marks)), "");
}

}  // namespace
}  // namespace e2ms::tidy
