#include "e2ms/protocol/secrets.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

namespace e2ms::protocol {
namespace {

constexpr Byte kStart = 0x68;
constexpr Byte kEnd = 0x16;
constexpr Byte kZero = 0x33;  ///< as the wire spells it
constexpr std::size_t kSecondStart = 7;
constexpr std::size_t kControl = 8;
constexpr std::size_t kLength = 9;
constexpr std::size_t kData = 10;

/// A part of a data field.
struct Place {
  std::size_t begin;
  std::size_t end;
};

constexpr std::size_t kAll = 255;

/// Where the data field of a frame with this control byte holds secrets.
std::optional<Place> secret_of(Byte control) {
  switch (control) {
    case 0x14:  // write: behind the identifier permission, password, operator, then the value
      return Place{4, 12};
    case 0x18:  // set a password: behind its identifier the old one and the new one
      return Place{4, kAll};
    case 0x19:  // clear demand, meter, events; relay: permission, password, operator
    case 0x1A:
    case 0x1B:
    case 0x1C:
      return Place{0, 8};
    case 0x04:  // 1997, write: behind the identifier permission and password
      return Place{2, 6};
    case 0x98:  // the new password as the meter repeats it, in both editions
    case 0x0F:
    case 0x8F:
      return Place{0, kAll};
    default:
      return std::nullopt;
  }
}

/// The identifiers 04000Cxx of the newer edition are the passwords themselves.
bool sets_password(std::span<Byte const> data) {
  constexpr Byte kIdentifier[] = {0x0C + 0x33, 0x00 + 0x33, 0x04 + 0x33};
  return data.size() >= 4 &&
         std::equal(std::begin(kIdentifier), std::end(kIdentifier), data.begin() + 1);
}

Byte sum_of(std::span<Byte const> bytes) {
  return static_cast<Byte>(std::accumulate(bytes.begin(), bytes.end(), 0U));
}

/// `frame` begins with a start byte and may lack its end. How many bytes are done with.
std::size_t hide_in(std::span<Byte> frame) {
  bool const header = frame.size() > kLength && frame[kSecondStart] == kStart;
  if (!header) return 1;
  std::size_t const length = frame[kLength];
  auto const whole = kData + length + 2;
  bool const complete = frame.size() >= whole;
  bool const sound =
      complete && frame[whole - 1] == kEnd && sum_of(frame.first(whole - 2)) == frame[whole - 2];
  // A false header or a damaged frame hides what it may hold, and the search goes on inside it.
  auto place = secret_of(frame[kControl]);
  if (!place) return sound ? whole : 1;
  auto const data = frame.subspan(kData, std::min(length, frame.size() - kData));
  if (frame[kControl] == 0x14 && sets_password(data)) place->end = kAll;
  auto const end = std::min(place->end, data.size());
  if (place->begin < end)
    std::fill(data.begin() + static_cast<std::ptrdiff_t>(place->begin),
              data.begin() + static_cast<std::ptrdiff_t>(end), kZero);
  if (!sound) return 1;
  frame[whole - 2] = sum_of(frame.first(whole - 2));
  return whole;
}

}  // namespace

void hide_secrets(std::span<Byte> stream) {
  for (std::size_t at = 0; at < stream.size();)
    at += stream[at] == kStart ? hide_in(stream.subspan(at)) : 1;
}

}  // namespace e2ms::protocol
