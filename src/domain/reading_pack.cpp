#include "e2ms/domain/reading_pack.hpp"

#include <algorithm>
#include <array>

#include "packed_column.hpp"

namespace e2ms {

namespace {

constexpr Byte kVersion = 1;

/// Time, total, rates, voltages, currents, power, power factor, frequency, relay.
constexpr std::size_t kColumns = 2 + 5 + 3 + 3 + 4;
constexpr std::size_t kTime = 0;
constexpr std::size_t kTotal = 1;
constexpr std::size_t kRelay = kColumns - 1;
using Values = std::array<std::optional<std::int64_t>, kColumns>;

Values values_of(Reading const& reading) {
  auto const& now = reading.now;
  Values values{reading.taken_at.ms, reading.total.wh()};
  std::size_t next = kTotal + 1;
  for (auto const& rate : reading.rate) {
    if (rate) values[next] = rate->wh();
    ++next;
  }
  for (auto const& value : now.voltage_mv) values[next++] = value;
  for (auto const& value : now.current_ma) values[next++] = value;
  for (auto const& value : {now.power_mw, now.power_factor_e3, now.frequency_mhz})
    values[next++] = value;
  if (reading.relay) values[kRelay] = static_cast<std::int64_t>(*reading.relay);
  return values;
}

Reading reading_of(Values const& values) {
  Reading reading{};
  auto& now = reading.now;
  reading.taken_at = {*values[kTime]};
  reading.total = Energy::wh(*values[kTotal]);
  std::size_t next = kTotal + 1;
  for (auto& rate : reading.rate) {
    if (values[next]) rate = Energy::wh(*values[next]);
    ++next;
  }
  for (auto& value : now.voltage_mv) value = values[next++];
  for (auto& value : now.current_ma) value = values[next++];
  for (auto* const value : {&now.power_mw, &now.power_factor_e3, &now.frequency_mhz})
    *value = values[next++];
  if (values[kRelay]) reading.relay = static_cast<Relay>(*values[kRelay]);
  return reading;
}

bool can_be(Values const& values) {
  auto const& relay = values[kRelay];
  return values[kTime] && values[kTotal] && (!relay || *relay == 0 || *relay == 1);
}

std::optional<std::size_t> read_count(PackReader& reader) {
  if (reader.byte() != kVersion) return std::nullopt;
  auto const count = reader.number();
  if (!count || *count == 0 || *count > kMostPackedReadings) return std::nullopt;
  return *count;
}

}  // namespace

Bytes pack(std::vector<Reading> const& readings) {
  ENSURE(!readings.empty());
  ENSURE(readings.size() <= kMostPackedReadings);
  std::array<Column, kColumns> columns;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    ENSURE(i == 0 || readings[i - 1].taken_at < readings[i].taken_at);
    auto const values = values_of(readings[i]);
    for (std::size_t c = 0; c < kColumns; ++c) columns[c].push_back(values[c]);
  }
  Bytes bytes{kVersion};
  put_number(bytes, readings.size());
  for (auto const& column : columns) write_column(bytes, column);
  return bytes;
}

bool same_numbers(Reading const& a, Reading const& b) {
  return values_of(a) == values_of(b);
}

Result<std::vector<Reading>> unpack(ByteView bytes) {
  PackReader reader(bytes);
  auto const count = read_count(reader);
  if (!count) return FaultCode::bad_value;
  std::array<Column, kColumns> columns;
  for (auto& column : columns) {
    auto read = read_column(reader, *count);
    if (!read) return FaultCode::bad_value;
    column = *std::move(read);
  }
  if (!reader.empty()) return FaultCode::bad_value;
  std::vector<Reading> readings;
  readings.reserve(*count);
  for (std::size_t i = 0; i < *count; ++i) {
    Values values;
    for (std::size_t c = 0; c < kColumns; ++c) values[c] = columns[c][i];
    if (!can_be(values)) return FaultCode::bad_value;
    auto reading = reading_of(values);
    if (!readings.empty() && readings.back().taken_at >= reading.taken_at)
      return FaultCode::bad_value;
    readings.push_back(std::move(reading));
  }
  return readings;
}

bool pack_holds(ByteView bytes, Instant taken_at) {
  PackReader reader(bytes);
  auto const count = read_count(reader);
  if (!count) return false;
  auto const times = read_column(reader, *count);
  return times && std::ranges::find(*times, std::optional{taken_at.ms}) != times->end();
}

}  // namespace e2ms
