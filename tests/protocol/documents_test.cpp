#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "e2ms/protocol/cjt188.hpp"
#include "e2ms/protocol/crc.hpp"
#include "e2ms/protocol/frame.hpp"
#include "tool_decode.hpp"

// The examples of docs/protocols, as they stand there.
namespace e2ms::daemon {
namespace {

constexpr std::string_view kIndent = "    ";

/// The indented lines of a page, without their indent.
std::vector<std::string> examples_of(std::string const& page) {
  std::ifstream file(std::string(PROTOCOL_PAGES) + "/" + page);
  std::vector<std::string> examples;
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(kIndent)) examples.push_back(line.substr(kIndent.size()));
  return examples;
}

/// The words of a command line; a word may stand in double quotes.
std::vector<std::string> words_of(std::string const& line) {
  std::istringstream in(line);
  std::vector<std::string> words;
  while (in >> std::ws && !in.eof()) {
    std::string word;
    if (in.peek() == '"') {
      in.get();
      std::getline(in, word, '"');
    } else {
      in >> word;
    }
    words.push_back(word);
  }
  return words;
}

std::string decode(std::vector<std::string> const& args) {
  std::istringstream in;
  std::ostringstream out, err;
  decode_tool(args, in, out, err);
  return out.str() + err.str();
}

struct Page {
  std::string name;
  std::size_t commands;
  bool (*is_frame)(ByteView);  ///< of the lines that begin with an arrow
};

bool is_dlt645(ByteView bytes) {
  auto const found = protocol::find_frame(bytes);
  return found.frame && found.begin == found.preamble && found.end == bytes.size();
}

bool is_cjt188(ByteView bytes) {
  auto const found = protocol::cjt188::find_frame(bytes);
  return found.frame && found.end == bytes.size();
}

void PrintTo(Page const& page, std::ostream* out) {
  *out << page.name;
}

class ProtocolPages : public testing::TestWithParam<Page> {};

INSTANTIATE_TEST_SUITE_P(All, ProtocolPages,
                         testing::Values(Page{"README.md", 4, nullptr},
                                         Page{"dlt645.md", 2, is_dlt645},
                                         Page{"modbus.md", 1, protocol::crc_holds},
                                         Page{"cjt188.md", 0, is_cjt188}));

TEST_P(ProtocolPages, DecodeSaysWhatThePageShows) {
  constexpr std::string_view kCommand = "$ e2ms decode ";
  auto const lines = examples_of(GetParam().name);
  std::size_t commands = 0;
  for (auto line = lines.begin(); line != lines.end(); ++line) {
    if (!line->starts_with(kCommand)) continue;
    ++commands;
    std::string shown;
    for (auto next = line + 1; next != lines.end() && next->starts_with("{"); ++next)
      shown += *next + '\n';
    EXPECT_EQ(decode(words_of(line->substr(kCommand.size()))), shown) << *line;
  }
  EXPECT_EQ(commands, GetParam().commands);
}

TEST_P(ProtocolPages, EachArrowShowsOneWholeFrame) {
  auto const& page = GetParam();
  std::size_t frames = 0;
  for (auto const& line : examples_of(page.name)) {
    if (!line.starts_with("-> ") && !line.starts_with("<- ")) continue;
    ++frames;
    auto const bytes = from_hex(line.substr(3));
    ASSERT_TRUE(bytes) << line;
    ASSERT_TRUE(page.is_frame) << line;
    EXPECT_TRUE(page.is_frame(*bytes)) << line;
  }
  EXPECT_EQ(frames > 0, page.is_frame != nullptr);
}

}  // namespace
}  // namespace e2ms::daemon
