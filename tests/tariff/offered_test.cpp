#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "e2ms/base/zone.hpp"
#include "e2ms/document/tariff_json.hpp"

/// The files that the editor of tariffs offers: templates and holidays.
namespace e2ms {
namespace {

std::vector<std::string> files_in(std::string const& folder) {
  std::vector<std::string> found;
  for (auto const& entry :
       std::filesystem::directory_iterator(std::string(OFFERED_FILES) + "/" + folder))
    found.push_back(entry.path().string());
  return found;
}

nlohmann::json content(std::string const& path) {
  document::FileProblems problems;
  auto json = document::read_json_file(path, problems);
  EXPECT_THAT(problems, testing::IsEmpty()) << path;
  return json.value_or(nlohmann::json::object());
}

TEST(OfferedTariffs, CanBePublishedAndSayThatTheyAreExamples) {
  std::set<std::string> names;
  for (auto const& path : files_in("tariffs")) {
    auto const json = content(path);
    auto const read = document::terms_from_text(json.at("terms").dump());
    EXPECT_EQ(document::to_text(path, read.problems), "");
    EXPECT_EQ(document::to_text(path, document::unchargeable(read.terms)), "");
    EXPECT_EQ(json.at("mark"), "示例，须核对 / example, to be checked") << path;
    for (auto const* const key : {"name", "region", "basis"})
      EXPECT_NE(json.at(key).get<std::string>(), "") << path << key;
    names.insert(json.at("name").get<std::string>());
  }
  EXPECT_GE(names.size(), 6);
  EXPECT_EQ(names.size(), files_in("tariffs").size());
}

TEST(OfferedTariffs, KeepTheOrderOfTheTiersPricesEverywhere) {
  for (auto const& path : files_in("tariffs")) {
    auto const terms = document::terms_from_text(content(path).at("terms").dump()).terms;
    auto const& energy = terms.energy;
    for (auto const month : {1U, 7U}) {
      auto const& rows = energy.adders.empty() ? energy.tiers_in(month) : energy.adders;
      for (std::size_t i = 1; i < rows.size(); ++i)
        EXPECT_GT(rows[i].prices.begin()->second, rows[i - 1].prices.begin()->second) << path;
    }
  }
}

TEST(OfferedHolidays, AreDaysOfTheirYearAndNoneIsWorked) {
  for (auto const& path : files_in("holidays")) {
    auto const json = content(path);
    EXPECT_NE(json.at("mark").get<std::string>().find("须核对"), std::string::npos) << path;
    std::set<Date> off;
    for (auto const& [name, dates] : json.at("holidays").items())
      for (auto const& text : dates) {
        auto const date = document::date_from_text(text.get<std::string>());
        ASSERT_TRUE(date.has_value()) << path << name << text;
        EXPECT_EQ(date->year, json.at("year"));
        EXPECT_TRUE(off.insert(*date).second) << path << text << " stands there twice";
      }
    for (auto const& text : json.at("workdays")) {
      auto const date = document::date_from_text(text.get<std::string>());
      ASSERT_TRUE(date.has_value()) << path << text;
      EXPECT_TRUE(is_weekend(*date)) << path << text;
      EXPECT_FALSE(off.contains(*date)) << path << text;
    }
  }
}

TEST(OfferedHolidays, HaveAsManyDaysAsWereAnnounced) {
  auto const days_of = [](std::string const& year) {
    auto const json = content(std::string(OFFERED_FILES) + "/holidays/cn-" + year + ".json");
    std::size_t count = 0;
    for (auto const& [name, dates] : json.at("holidays").items()) count += dates.size();
    return std::pair{count, json.at("workdays").size()};
  };
  // 1 + 8 + 3 + 5 + 3 + 8, and 3 + 9 + 3 + 5 + 3 + 3 + 7
  EXPECT_EQ(days_of("2025"), std::pair(std::size_t{28}, std::size_t{5}));
  EXPECT_EQ(days_of("2026"), std::pair(std::size_t{33}, std::size_t{6}));
}

}  // namespace
}  // namespace e2ms
