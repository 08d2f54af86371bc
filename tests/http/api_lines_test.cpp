#include "api_fixture.hpp"

namespace e2ms::http {
namespace {

using nlohmann::json;

/// The line DTU-1 of the house, on which a question and its answer were recorded.
class LinesTest : public ApiTest {
 protected:
  std::string target(std::string_view more = "") { return of("lines", site_.main_line, more); }
  json record(std::string const& body) {
    auto const response = site_.send(manager_, {Method::post, target("/recording"), body});
    EXPECT_EQ(response.status, Status::ok) << response.body;
    return checked(route(Method::post, target("/recording")), response).at("line").at("recording");
  }
};

TEST_F(LinesTest, IsRecordedForTenMinutesUnlessSaidOtherwise) {
  EXPECT_EQ(get(target()).at("line").at("recording"), nullptr);
  EXPECT_EQ(record("{}").at("until"), to_iso(site_.clock.now() + minutes(10)));
  auto const longer = record(R"({"minutes":90})");
  EXPECT_EQ(longer.at("until"), to_iso(site_.clock.now() + minutes(90)));
  EXPECT_EQ(longer.at("actor"), "manager");
  auto const listed = get("/api/v1/gateways").at("items").at(0).at("lines").at(0);
  EXPECT_EQ(listed.at("recording"), longer);
}

TEST_F(LinesTest, IsNotRecordedForLongerThanTheConfigurationAllows) {
  for (auto const& body : {R"({"minutes":0})", R"({"minutes":1441})", R"({"minutes":"10"})"})
    EXPECT_EQ(refused(manager_, {Method::post, target("/recording"), body}, Status::unprocessable),
              "invalid_input");
}

TEST_F(LinesTest, RecordingEndsWhenSomebodySaysSoHoweverOften) {
  record("{}");
  for (int i = 0; i < 2; ++i) {
    auto const response = site_.send(manager_, {Method::del, target("/recording")});
    EXPECT_EQ(response.status, Status::ok);
    auto const page = checked(route(Method::del, target("/recording")), response);
    EXPECT_EQ(page.at("line").at("recording"), nullptr);
  }
}

TEST_F(LinesTest, ShowsWhatPassedWithTheFramesRead) {
  auto const items = get(target("/frames")).at("items");
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(items[0].at("direction"), "sent");
  EXPECT_EQ(items[0].at("frames").at(0).at("what"), "read");
  EXPECT_EQ(items[0].at("frames").at(0).at("item"), "00010000");
  EXPECT_TRUE(items[1].at("frames").empty()) << "only the beginning of the answer";
  auto const& answer = items[2].at("frames").at(0);
  EXPECT_EQ(answer.at("who"), "000000000101");
  EXPECT_EQ(answer.at("value"), "123456.78 kWh");
  EXPECT_EQ(answer.at("details").at("control"), "91");
}

TEST_F(LinesTest, AnAnswerIsReadAlsoWhenOnlyItsEndIsAskedFor) {
  auto const all = get(target("/frames")).at("items");
  auto const second = all[1].at("id").dump();
  auto const rest = get(target("/frames") + "?after=" + second).at("items");
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0], all[2]);
  EXPECT_TRUE(get(target("/frames") + "?after=" + all[2].at("id").dump()).at("items").empty());
  EXPECT_EQ(get(target("/frames") + "?limit=1").at("items").at(0), all[2]) << "the latest";
}

TEST_F(LinesTest, AreDownloadedAsAText) {
  auto const response = site_.send(manager_, {Method::get, target("/frames.txt")});
  ASSERT_EQ(response.status, Status::ok);
  checked(route(Method::get, target("/frames.txt")), response);
  EXPECT_THAT(response.body, testing::HasSubstr(" > fe fe fe fe 68 01 01"));
  EXPECT_THAT(response.body, testing::HasSubstr("| 000000000101 read 00010000 = 123456.78 kWh\n"));
  EXPECT_THAT(std::string(response.headers.get("Content-Disposition")),
              testing::HasSubstr("attachment"));
}

}  // namespace
}  // namespace e2ms::http
