#include "json_body.hpp"

#include <gmock/gmock.h>

namespace e2ms::http {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

std::string why_not(std::string_view body) {
  auto const parsed = parse_object(body, 4);
  auto const* const why = std::get_if<std::string>(&parsed);
  return why == nullptr ? "" : *why;
}

TEST(JsonBody, SaysAtWhichByteItStopsBeingJson) {
  EXPECT_EQ(why_not(R"({"amount_fen": 1,})"), "at byte 18");
  EXPECT_EQ(why_not(""), "at byte 1");
  EXPECT_THAT(why_not("{\"a\":\"\xff\"}"), HasSubstr("at byte"));
  EXPECT_THAT(why_not(R"({"a":1} {"b":2})"), HasSubstr("at byte"));
}

TEST(JsonBody, RefusesWhatIsNoObject) {
  EXPECT_EQ(why_not("[1]"), "it is no object");
  EXPECT_EQ(why_not("12"), "it is no object");
  EXPECT_EQ(why_not("{}"), "");
}

TEST(JsonBody, RefusesDeepNestingAndRepeatedNames) {
  EXPECT_EQ(why_not(R"({"a":[[[1]]]})"), "it is nested deeper than 4");
  EXPECT_EQ(why_not(R"({"a":[[1]]})"), "");
  EXPECT_EQ(why_not(R"({"amount_fen":1,"amount_fen":2})"), "an object holds the same name twice");
  EXPECT_EQ(why_not(R"({"a":{"x":1},"b":{"x":2}})"), "");
}

TEST(JsonBody, RefusesANumberBeyondAllRanges) {
  EXPECT_NE(why_not(R"({"a":1e999})"), "");
}

Problems problems_of_amount(std::string const& amount) {
  auto const body = json::parse("{\"amount_fen\":" + amount + "}");
  FieldReader fields{body};
  fields.integer("amount_fen", {1, 10'000'000});
  static_cast<void>(fields.good());
  return fields.problems();
}

TEST(FieldReader, AcceptsOnlyWholeNumbersInRange) {
  EXPECT_THAT(problems_of_amount("1"), ElementsAre());
  EXPECT_THAT(problems_of_amount("10000000"), ElementsAre());
  for (auto const* const wrong : {"0", "-1", "1e30", "2.5", "1.0", "10000001", "\"5\"", "null",
                                  "true", "[]", "18446744073709551615", "99999999999999999999999"})
    EXPECT_THAT(problems_of_amount(wrong),
                ElementsAre(Problem{"amount_fen", "must be an integer from 1 to 10000000"}))
        << wrong;
}

TEST(FieldReader, HearsOfAllMistakesAtOnce) {
  json const body{{"channel", "gold"}, {"note", std::string(201, 'x')}, {"amout_fen", 5}};
  FieldReader fields{body};
  fields.integer("amount_fen", {1, 9});
  enum class Channel { cash };
  std::pair<std::string_view, Channel> const words[] = {{"cash", Channel::cash}};
  fields.choice("channel", words);
  fields.text_or("note", {0, 200}, "");
  EXPECT_FALSE(fields.good());
  EXPECT_THAT(fields.problems(), ElementsAre(Problem{"amount_fen", "is missing"},
                                             Problem{"channel", "must be one of cash"},
                                             Problem{"note", "must have 0 to 200 characters"},
                                             Problem{"amout_fen", "is not known here"}));
}

TEST(FieldReader, CountsCharactersAndNotBytes) {
  json const body{{"reason", "电工更换插座"}};
  FieldReader fields{body};
  EXPECT_EQ(fields.text("reason", {1, 6}), "电工更换插座");
  EXPECT_TRUE(fields.good());
}

TEST(FieldReader, RefusesControlCharactersAndLettersInAPin) {
  json const body{{"name", std::string("a\0b", 3)}, {"pin", "12a4"}};
  FieldReader fields{body};
  fields.text("name", {1, 10});
  fields.digits("pin", {4, 8});
  EXPECT_FALSE(fields.good());
  EXPECT_THAT(fields.problems(), ElementsAre(Problem{"name", "must not hold control characters"},
                                             Problem{"pin", "must be 4 to 8 digits"}));
}

TEST(FieldReader, GivesADefaultOnlyToAnAbsentField) {
  json const empty = json::object();
  FieldReader absent{empty};
  EXPECT_EQ(absent.text_or("note", {0, 5}, "none"), "none");
  EXPECT_TRUE(absent.good());
  json const null{{"note", nullptr}};
  FieldReader wrong{null};
  wrong.text_or("note", {0, 5}, "none");
  EXPECT_FALSE(wrong.good());
}

TEST(JsonBody, WritesAnyBytesAsUtf8) {
  EXPECT_EQ(json_text({{"a", "x\xff"}}), "{\"a\":\"x\xef\xbf\xbd\"}");
}

}  // namespace
}  // namespace e2ms::http
