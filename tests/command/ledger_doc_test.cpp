#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "support/story.hpp"

namespace e2ms::test {
namespace {

struct Example {
  std::string heading;
  std::string terms;
  std::string story;
};

/// The fenced blocks of docs/ledger.md: terms belong to the story that follows.
std::vector<Example> examples() {
  std::ifstream file(LEDGER_DOC);
  EXPECT_TRUE(file) << LEDGER_DOC;
  std::vector<Example> found;
  std::string heading, terms, fence, block;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("```")) {
      if (!fence.empty()) block += line + "\n";
      if (fence.empty() && line.starts_with("## ")) heading = line.substr(3);
      continue;
    }
    if (fence.empty()) {
      fence = line.substr(3);
      block.clear();
      continue;
    }
    if (fence == "terms") terms = std::exchange(block, {});
    if (fence == "story") found.push_back({heading, std::exchange(terms, {}), block});
    fence.clear();
  }
  return found;
}

TEST(LedgerDoc, TellsStoriesThatAreTrue) {
  auto const all = examples();
  EXPECT_GE(all.size(), 6U);
  for (auto const& example : all) {
    SCOPED_TRACE(example.heading);
    House::Rules rules;
    rules.terms = example.terms;
    expect_story(example.story, rules);
  }
}

}  // namespace
}  // namespace e2ms::test
