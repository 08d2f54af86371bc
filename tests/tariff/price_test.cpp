#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "price_case.hpp"
#include "tool_price.hpp"

namespace e2ms::daemon {
namespace {

using Json = nlohmann::json;

Json golden() {
  std::ifstream file(GOLDEN_CASES);
  return Json::parse(file, nullptr, true, true).at("cases");
}

/// "energy v1 2 peak" -> fen
std::map<std::string, std::int64_t> lines_of(Json const& bill) {
  std::map<std::string, std::int64_t> lines;
  for (auto const& line : bill.at("lines")) {
    auto const part = [&line](char const* name) {
      auto const& value = line.at(name);
      return value.is_null()     ? std::string("-")
             : value.is_string() ? value.get<std::string>()
                                 : value.dump();
    };
    lines[part("code") + " " + part("version") + " " + part("tier") + " " + part("period")] =
        line.at("fen").get<std::int64_t>();
  }
  return lines;
}

class GoldenCase : public testing::TestWithParam<std::size_t> {};

TEST_P(GoldenCase, IsPricedToTheFen) {
  auto const one = golden().at(GetParam());
  auto const& expected = one.at("expected");
  Json const answer = price_case(one.at("case"));
  SCOPED_TRACE(one.at("why").get<std::string>());
  SCOPED_TRACE(answer.dump());
  if (expected.contains("error")) {
    EXPECT_EQ(answer.value("error", ""), expected.at("error"));
    return;
  }
  ASSERT_FALSE(answer.contains("error"));
  for (auto const& [name, lines] : expected.items()) {
    if (!lines.is_object()) {
      EXPECT_EQ(answer.value(name, Json()), lines);
      continue;
    }
    bool found = false;
    for (auto const& bill : answer.at("bills")) {
      if (bill.at("id") != name) continue;
      found = true;
      EXPECT_EQ(Json(lines_of(bill)), lines);
      std::int64_t sum = 0;
      for (auto const& [key, fen] : lines_of(bill)) sum += fen;
      EXPECT_EQ(bill.at("total_fen"), sum);
    }
    EXPECT_TRUE(found) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(All, GoldenCase, testing::Range<std::size_t>(0, golden().size()));

struct Ran {
  int code;
  std::string out, err;
};

Ran run(std::vector<std::string> const& args, std::string const& input) {
  std::istringstream in(input);
  std::ostringstream out, err;
  auto const code = price_tool(args, in, out, err);
  return {code, out.str(), err.str()};
}

TEST(PriceTool, PricesTheOthersBesideOneWithAMistake) {
  auto const ran = run({"-"}, R"({"cases": [
    {"id": "a", "kind": "alloc", "tz": "UTC", "total_fen": 10, "weights": ["0"]},
    7,
    {"id": "b", "kind": "alloc", "tz": "UTC", "total_fen": 10, "weights": ["1", "2"]}]})");
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.out,
            "{\"id\":\"a\",\"error\":\"weights: sum to zero\"}\n"
            "{\"id\":null,\"error\":\"must be an object { … }\"}\n"
            "{\"id\":\"b\",\"shares_fen\":[3,7]}\n");
}

TEST(PriceTool, SaysWhereAFileIsNoJson) {
  auto const ran = run({"-"}, R"({"cases": [)");
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_NE(ran.err.find("byte 12"), std::string::npos) << ran.err;
}

TEST(PriceTool, RefusesANumberThatNoMachineHolds) {
  auto const ran = run({"-"}, R"({"id": "a", "kind": "alloc", "total_fen": 1e999})");
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err, "");
}

TEST(PriceTool, WantsOneFile) {
  EXPECT_EQ(run({}, "").code, 64);
  EXPECT_EQ(run({"--help"}, "").code, 64);
  EXPECT_EQ(run({"/nowhere/at/all.json"}, "").code, 2);
}

}  // namespace
}  // namespace e2ms::daemon
