#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "targets.hpp"

// The entry points libFuzzer looks for. One program per target: FUZZ_TARGET is its name.
namespace {

e2ms::fuzz::Target const& target() {
  auto const all = e2ms::fuzz::targets();
  return *std::find_if(all.begin(), all.end(),
                       [](auto const& each) { return each.name == std::string_view(FUZZ_TARGET); });
}

/// Says at the end how much was fed.
struct Tally {
  std::uint64_t bytes = 0;
  ~Tally() { std::fprintf(stderr, "fed_bytes: %llu\n", static_cast<unsigned long long>(bytes)); }
};
Tally tally;

}  // namespace

/// Writes the seeds into the first folder named on the command line.
extern "C" int LLVMFuzzerInitialize(int* count, char*** words) {
  for (int i = 1; i < *count; ++i) {
    std::filesystem::path const folder((*words)[i]);
    if (!std::filesystem::is_directory(folder)) continue;
    int number = 0;
    for (auto const seed : target().seeds) {
      std::string digits(seed);
      std::erase(digits, ' ');
      if (digits.size() % 2 != 0) digits.pop_back();
      auto const bytes = e2ms::from_hex(digits).value();
      std::ofstream file(folder / ("seed-" + std::to_string(number++)), std::ios::binary);
      for (auto const byte : bytes) file.put(static_cast<char>(byte));
    }
    break;
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
  tally.bytes += size;
  target().run({bytes, size});
  return 0;
}
