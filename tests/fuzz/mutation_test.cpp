#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "targets.hpp"

namespace e2ms::fuzz {
namespace {

/// A sequence of numbers that is the same every time.
class Dice {
 public:
  std::size_t below(std::size_t limit) {
    state_ = state_ * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    return static_cast<std::size_t>(state_ >> 33) % limit;
  }

 private:
  std::uint64_t state_ = 1;
};

/// The bytes of a seed; what is no digit in it only spaces it out.
Bytes bytes_of(std::string_view seed) {
  std::string digits(seed);
  std::erase(digits, ' ');
  if (digits.size() % 2 != 0) digits.pop_back();
  return from_hex(digits).value();
}

Bytes mutated(Bytes bytes, Bytes const& other, Dice& dice) {
  for (std::size_t times = 1 + dice.below(4); times > 0; --times) {
    auto const at = static_cast<std::ptrdiff_t>(dice.below(bytes.size() + 1));
    auto const cut = static_cast<std::ptrdiff_t>(dice.below(other.size() + 1));
    switch (bytes.empty() ? 1 : dice.below(5)) {
      case 0:
        bytes[dice.below(bytes.size())] ^= static_cast<Byte>(1U << dice.below(8));
        break;
      case 1:
        bytes.insert(bytes.begin() + at, static_cast<Byte>(dice.below(256)));
        break;
      case 2:
        bytes.erase(bytes.begin() + at, bytes.end());
        break;
      case 3:
        bytes.insert(bytes.begin() + at, other.begin() + cut, other.end());
        break;
      default:
        bytes[dice.below(bytes.size())] = static_cast<Byte>(dice.below(256));
        break;
    }
  }
  return bytes;
}

class Fuzzed : public testing::TestWithParam<Target> {};

TEST_P(Fuzzed, SeedsAndTheirMutationsAreSurvived) {
  constexpr int kMutations = 5000;
  constexpr std::size_t kLongest = 600;
  auto const& target = GetParam();
  std::vector<Bytes> inputs{{}};
  for (auto const seed : target.seeds) inputs.push_back(bytes_of(seed));
  for (auto const& input : inputs) target.run(input);
  Dice dice;
  for (int i = 0; i < kMutations; ++i) {
    auto input =
        mutated(inputs[dice.below(inputs.size())], inputs[dice.below(inputs.size())], dice);
    if (input.size() > kLongest) continue;
    target.run(input);
    // A chain of mutations goes further than any one of them.
    if (i % 8 == 0) inputs.push_back(std::move(input));
  }
}

std::string test_name(testing::TestParamInfo<Target> const& target) {
  return std::string(target.param.name);
}

INSTANTIATE_TEST_SUITE_P(All, Fuzzed, testing::ValuesIn(targets().begin(), targets().end()),
                         test_name);

}  // namespace
}  // namespace e2ms::fuzz
