#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tool_decode.hpp"

namespace e2ms::daemon {
namespace {

struct Run {
  int code;
  std::vector<nlohmann::ordered_json> frames;
  std::string complaint;
};

Run decode(std::vector<std::string> const& args, std::string const& input = {}) {
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  Run run{decode_tool(args, in, out, err), {}, err.str()};
  std::istringstream lines(out.str());
  for (std::string line; std::getline(lines, line);)
    run.frames.push_back(nlohmann::ordered_json::parse(line));
  return run;
}

TEST(Decode, GoldenFramesSayWhatTheySay) {
  std::ifstream file(GOLDEN_FRAMES);
  auto const cases = nlohmann::ordered_json::parse(file);
  ASSERT_GE(cases.size(), 20U);
  for (auto const& one : cases) {
    auto const run = decode(one["args"]);
    EXPECT_EQ(run.code, one["frames"].empty() ? 2 : 0) << one.dump();
    // Compared as text: the order of the keys is part of the contract.
    EXPECT_EQ(nlohmann::ordered_json(run.frames).dump(), one["frames"].dump()) << one["args"];
  }
}

TEST(Decode, LinesAreNumberedAndEmptyOnesSaidSo) {
  auto const run = decode({"--protocol", "dlt645-2007", "-"},
                          "00\n68601001301215689C003516\n68611001301215689C003516\n");
  EXPECT_EQ(run.code, 0);
  ASSERT_EQ(run.frames.size(), 3U);
  EXPECT_EQ(run.frames[0].dump(), R"({"line":1,"frames":0})");
  EXPECT_EQ(run.frames[1].dump(), R"({"line":2,"frames":0})");
  EXPECT_EQ(run.frames[2]["line"], 3);
  EXPECT_EQ(run.frames[2]["control"], "9C");
}

TEST(Decode, ALineThatIsNoHexHoldsNoFrameAndHidesNoOther) {
  std::vector<std::string> const args{"--protocol", "dlt645-2007", "-"};
  auto const run = decode(args, "hello\n68611001301215689C003516\n");
  EXPECT_EQ(run.code, 0);
  ASSERT_EQ(run.frames.size(), 2U);
  EXPECT_EQ(run.frames[0].dump(), R"({"line":1,"frames":0})");
  EXPECT_NE(run.complaint.find("line 1 is not hex"), run.complaint.npos);
  EXPECT_EQ(decode(args, "hello\n").code, 2);
}

TEST(Decode, ModbusRequestsBeyondTheSpecificationAreFrames) {
  auto const alone = decode({"--protocol", "modbus-rtu", "01030000007ec5ea"});
  ASSERT_EQ(alone.frames.size(), 1U);
  EXPECT_EQ(alone.frames[0]["quantity"], 126);
  for (auto const& [request, reply] :
       {std::pair("01030000007ec5ea", "0183030131"), std::pair("010741e2", "0187018230")}) {
    auto const run = decode({"--protocol", "modbus-rtu", "--request", request, reply});
    EXPECT_EQ(run.code, 0) << request;
    ASSERT_EQ(run.frames.size(), 1U) << request;
    EXPECT_FALSE(run.frames[0]["exception"].is_null());
    EXPECT_TRUE(run.frames[0]["address"].is_null()) << "an exception names none";
  }
}

TEST(Decode, AReplyThatCouldBeARequestIsOneBehindItsRequest) {
  auto const run = decode({"--protocol", "modbus-rtu", "0101000000183c00 010103010005ad8d"});
  ASSERT_EQ(run.frames.size(), 2U);
  EXPECT_EQ(run.frames[0]["direction"], "request");
  EXPECT_EQ(run.frames[1]["direction"], "reply");
  EXPECT_EQ(run.frames[1]["byte_count"], 3);
  auto const alone = decode({"--protocol", "modbus-rtu", "010103010005ad8d"});
  EXPECT_EQ(alone.frames.at(0)["direction"], "request");
}

TEST(Decode, WrongUseIsExplained) {
  std::vector<std::vector<std::string>> const wrong{
      {},
      {"--protocol", "dlt645-2007"},
      {"--protocol", "dlt646", "00"},
      {"--protocol", "dlt645-2007", "0g"},
      {"--protocol", "dlt645-2007", "--max-length", "256", "00"},
      {"--protocol", "modbus-rtu", "--request", "0102", "00"},
      {"--protocol", "dlt645-2007", "--frob", "00"},
      {"--protocol"},
  };
  for (auto const& args : wrong) {
    auto const run = decode(args);
    EXPECT_EQ(run.code, 64);
    EXPECT_TRUE(run.frames.empty());
    EXPECT_NE(run.complaint.find("usage:"), run.complaint.npos);
  }
}

}  // namespace
}  // namespace e2ms::daemon
