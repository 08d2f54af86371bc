#include <regex>

#include "bench.hpp"

// The worked example of docs/adding-a-meter.md, as it stands there.
namespace e2ms::device {
namespace {

std::string page() {
  return text_of_file(std::string(DOCS_FOLDER) + "/adding-a-meter.md");
}

std::string model_of(std::string const& page) {
  constexpr std::string_view kFence = "```json\n";
  auto const begin = page.find(kFence);
  if (begin == page.npos) return {};
  auto const end = page.find("```", begin + kFence.size());
  return page.substr(begin + kFence.size(), end - begin - kFence.size());
}

/// The lines that begin with an arrow, with the bytes they show.
std::vector<std::pair<std::string, Bytes>> exchange_of(std::string const& page) {
  std::vector<std::pair<std::string, Bytes>> lines;
  std::regex const line("\n    (->|<-) ([0-9A-F ]+)");
  for (std::sregex_iterator at(page.begin(), page.end(), line), end; at != end; ++at)
    lines.emplace_back((*at)[1], hex((*at)[2].str()));
  return lines;
}

TEST(AddingAMeter, TheExampleIsAModelAndItsBytesAreThoseShown) {
  auto const text = page();
  auto const file = read_model("example-em1.json", model_of(text));
  for (auto const& problem : file.problems) ADD_FAILURE() << problem.place << ": " << problem.text;
  ASSERT_TRUE(file.model);
  EXPECT_EQ(file.model->id, "example-em1");
  auto const lines = exchange_of(text);
  ASSERT_EQ(lines.size(), 4U);

  auto const address = *MeterAddress::of(Protocol::modbus, "17");
  auto const talk = make_reading(*file.model, address, {Framing::rtu, nullptr}, {});
  for (auto const& [direction, bytes] : lines) {
    if (direction == "->")
      EXPECT_EQ(talk->next(kNow)->bytes, bytes);
    else
      EXPECT_EQ(give(*talk, bytes), Progress::answered);
  }
  EXPECT_FALSE(talk->next(kNow));
  auto const reading = talk->outcome().value();
  EXPECT_EQ(reading.total, Energy::wh(1'234'560));
  EXPECT_EQ(reading.now.voltage_mv[0], 220'300);
  EXPECT_EQ(reading.now.current_ma[0], 1'250);
  EXPECT_EQ(reading.now.power_mw, -500'000);
  EXPECT_EQ(reading.relay, Relay::closed);
}

}  // namespace
}  // namespace e2ms::device
