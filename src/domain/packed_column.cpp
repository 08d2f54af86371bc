#include "packed_column.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace e2ms {

namespace {

using Values = std::vector<std::int64_t>;

enum class Presence : Byte { none = 0, all = 1, some = 2 };

/// Differences wrap around, so that every number there is comes back.
std::int64_t minus(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}
std::int64_t plus(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}
std::uint64_t size(std::int64_t value) {
  auto const bits = static_cast<std::uint64_t>(value);
  return value < 0 ? 0 - bits : bits;
}

/// How many low bits a number is likely to need, by the ones before it. A number is written as what
/// stands above these bits, in ones and a zero, and the bits themselves (Rice's code).
class Pace {
 public:
  static constexpr unsigned kMostLowBits = 32;
  /// More ones than this say nothing any more: the number follows whole.
  static constexpr unsigned kMostOnes = 24;

  explicit Pace(unsigned low_bits) : level_(std::uint64_t{kOne} << low_bits) {}

  unsigned low_bits() const {
    auto const mean = level_ / kOne;
    return std::min(mean == 0 ? 0 : static_cast<unsigned>(std::bit_width(mean)) - 1, kMostLowBits);
  }
  void saw(std::uint64_t number) {
    constexpr std::uint64_t kTop = std::uint64_t{1} << (kMostLowBits + 1);
    level_ = level_ - level_ / kMemory + std::min(number, kTop) * (kOne / kMemory);
  }

 private:
  static constexpr std::uint64_t kOne = 64;  ///< the level counts in such parts
  static constexpr std::uint64_t kMemory = 8;
  std::uint64_t level_;
};

void put_whole(BitWriter& bits, std::uint64_t number) {
  bits.put(number, 32);
  bits.put(number >> 32, 32);
}

void put_paced(BitWriter& bits, Pace& pace, std::uint64_t number) {
  auto const low = pace.low_bits();
  auto const ones = std::min<std::uint64_t>(number >> low, Pace::kMostOnes);
  bits.put((std::uint64_t{1} << ones) - 1, static_cast<unsigned>(ones));
  if (ones == Pace::kMostOnes) {
    put_whole(bits, number);
  } else {
    bits.put(0, 1);
    bits.put(number, low);
  }
  pace.saw(number);
}

std::optional<std::uint64_t> take_paced(PackReader& reader, Pace& pace) {
  auto const low = pace.low_bits();
  auto const ones = reader.ones(Pace::kMostOnes);
  if (!ones) return std::nullopt;
  bool const whole = *ones == Pace::kMostOnes;
  auto const lower = reader.bits(whole ? 32 : low);
  auto const upper = whole ? reader.bits(32) : std::uint64_t{*ones};
  if (!lower || !upper) return std::nullopt;
  auto const number = *upper << (whole ? 32 : low) | *lower;
  pace.saw(number);
  return number;
}

/// By how much values usually differ from the one before.
std::int64_t usual(Values differences) {
  auto const middle = differences.begin() + static_cast<std::ptrdiff_t>(differences.size() / 2);
  std::nth_element(differences.begin(), middle, differences.end());
  return *middle;
}

void write_values(Bytes& bytes, Values const& values) {
  put_number(bytes, zigzag(values.front()));
  if (values.size() == 1) return;
  Values steps;
  for (std::size_t i = 1; i < values.size(); ++i) steps.push_back(minus(values[i], values[i - 1]));
  auto const slope = usual(steps);
  std::uint64_t unit = 0, sum = 0;
  for (auto& step : steps) {
    step = minus(step, slope);
    unit = std::gcd(unit, size(step));
  }
  put_number(bytes, zigzag(slope));
  put_number(bytes, unit);
  if (unit == 0) return;
  std::vector<std::uint64_t> numbers;
  for (auto const step : steps) {
    auto const parts = size(step) / unit;
    numbers.push_back(step < 0 ? 2 * parts - 1 : 2 * parts);
    sum += std::min<std::uint64_t>(numbers.back(), UINT32_MAX);
  }
  auto const low = static_cast<unsigned>(std::bit_width(sum / numbers.size()));
  bytes.push_back(static_cast<Byte>(low));
  BitWriter bits(bytes);
  Pace pace(low);
  for (auto const number : numbers) put_paced(bits, pace, number);
  bits.finish();
}

std::optional<Values> read_values(PackReader& reader, std::size_t count) {
  auto const first = reader.number();
  if (!first) return std::nullopt;
  Values values{unzigzag(*first)};
  if (count == 1) return values;
  auto const slope = reader.number(), unit = reader.number();
  if (!slope || !unit) return std::nullopt;
  values.reserve(count);
  if (*unit == 0) {
    while (values.size() < count) values.push_back(plus(values.back(), unzigzag(*slope)));
    return values;
  }
  auto const low = reader.byte();
  if (!low || *low > Pace::kMostLowBits) return std::nullopt;
  Pace pace(*low);
  while (values.size() < count) {
    auto const number = take_paced(reader, pace);
    if (!number) return std::nullopt;
    auto const parts = static_cast<std::int64_t>(((*number >> 1) + (*number & 1)) * *unit);
    auto const step = (*number & 1) != 0 ? minus(0, parts) : parts;
    values.push_back(plus(values.back(), plus(unzigzag(*slope), step)));
  }
  if (!reader.finish_bits()) return std::nullopt;
  return values;
}

/// Lengths of runs, in turn of readings that have the value and of readings that do not.
void write_runs(Bytes& bytes, Column const& column) {
  bool has = true;
  std::uint64_t length = 0;
  for (auto const& value : column) {
    if (value.has_value() != has) {
      put_number(bytes, length);
      length = 0;
      has = !has;
    }
    ++length;
  }
  put_number(bytes, length);
}

std::optional<std::vector<bool>> read_runs(PackReader& reader, std::size_t count) {
  std::vector<bool> has;
  for (bool here = true; has.size() < count; here = !here) {
    auto const length = reader.number();
    bool const first = has.empty() && here;
    if (!length || (*length == 0 && !first) || *length > count - has.size()) return std::nullopt;
    has.insert(has.end(), *length, here);
  }
  return has;
}

}  // namespace

void write_column(Bytes& bytes, Column const& column) {
  Values values;
  for (auto const& value : column)
    if (value) values.push_back(*value);
  auto const presence = values.empty()                   ? Presence::none
                        : values.size() == column.size() ? Presence::all
                                                         : Presence::some;
  bytes.push_back(static_cast<Byte>(presence));
  if (presence == Presence::some) write_runs(bytes, column);
  if (presence != Presence::none) write_values(bytes, values);
}

std::optional<Column> read_column(PackReader& reader, std::size_t count) {
  auto const kind = reader.byte();
  if (!kind || *kind > static_cast<Byte>(Presence::some)) return std::nullopt;
  auto const presence = static_cast<Presence>(*kind);
  Column column(count);
  if (presence == Presence::none) return column;
  std::vector<bool> has(count, true);
  if (presence == Presence::some) {
    auto runs = read_runs(reader, count);
    if (!runs) return std::nullopt;
    has = *std::move(runs);
  }
  auto const present = static_cast<std::size_t>(std::ranges::count(has, true));
  if (present == 0) return std::nullopt;
  auto const values = read_values(reader, present);
  if (!values) return std::nullopt;
  for (std::size_t i = 0, next = 0; i < count; ++i)
    if (has[i]) column[i] = (*values)[next++];
  return column;
}

}  // namespace e2ms
