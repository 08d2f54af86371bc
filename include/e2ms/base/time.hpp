#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace e2ms {

/// A span of time in milliseconds.
struct Duration {
  std::int64_t ms = 0;

  friend auto operator<=>(Duration const&, Duration const&) = default;
  friend constexpr Duration operator+(Duration a, Duration b) { return {a.ms + b.ms}; }
  friend constexpr Duration operator-(Duration a, Duration b) { return {a.ms - b.ms}; }
  friend constexpr Duration operator*(Duration a, std::int64_t n) { return {a.ms * n}; }
};

constexpr Duration milliseconds(std::int64_t n) {
  return {n};
}
constexpr Duration seconds(std::int64_t n) {
  return {n * 1000};
}
constexpr Duration minutes(std::int64_t n) {
  return {n * 60'000};
}
constexpr Duration hours(std::int64_t n) {
  return {n * 3'600'000};
}
constexpr Duration days(std::int64_t n) {
  return {n * 86'400'000};
}

/// A point in time: UTC milliseconds since 1970-01-01. Local time exists only at the edges.
struct Instant {
  std::int64_t ms = 0;

  friend auto operator<=>(Instant const&, Instant const&) = default;
  friend constexpr Instant operator+(Instant a, Duration b) { return {a.ms + b.ms}; }
  friend constexpr Instant operator-(Instant a, Duration b) { return {a.ms - b.ms}; }
  friend constexpr Duration operator-(Instant a, Instant b) { return {a.ms - b.ms}; }
};

/// "2026-11-23T00:02:22.000Z", for years 0000 to 9999.
std::string to_iso(Instant at);

/// Accepts what to_iso writes, with or without the fraction (1 to 3 digits). Anything else is
/// nothing.
std::optional<Instant> from_iso(std::string_view text);

}  // namespace e2ms
