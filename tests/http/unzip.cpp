#include "unzip.hpp"

#include <zlib.h>

#include <cstdint>
#include <optional>

namespace e2ms::http {

namespace {

/// Little-endian numbers of an archive. What lies outside is zero.
class Numbers {
 public:
  explicit Numbers(std::string_view bytes) : bytes_(bytes) {}

  std::uint32_t at(std::size_t place, unsigned width) const {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < width && place + i < bytes_.size(); ++i)
      value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes_[place + i])) << (8 * i);
    return value;
  }
  std::string_view cut(std::size_t from, std::size_t size) const {
    return from <= bytes_.size() ? bytes_.substr(from, size) : std::string_view{};
  }

 private:
  std::string_view bytes_;
};

std::string inflated(std::string_view packed, std::size_t size) {
  std::string text(size, '\0');
  z_stream stream{};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(size);
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return {};
  auto const done = inflate(&stream, Z_FINISH);
  inflateEnd(&stream);
  return done == Z_STREAM_END ? text : std::string{};
}

}  // namespace

std::map<std::string, std::string> unzipped(std::string_view archive) {
  std::map<std::string, std::string> files;
  auto const end = archive.rfind("PK\x05\x06");
  if (end == std::string_view::npos) return files;
  Numbers const read{archive};
  auto at = std::size_t{read.at(end + 16, 4)};
  for (auto left = read.at(end + 10, 2); left > 0; --left) {
    auto const name_size = read.at(at + 28, 2);
    auto const local = std::size_t{read.at(at + 42, 4)};
    auto const begin = local + 30 + read.at(local + 26, 2) + read.at(local + 28, 2);
    auto const packed = read.cut(begin, read.at(at + 20, 4));
    bool const stored = read.at(at + 10, 2) == 0;
    files[std::string(read.cut(at + 46, name_size))] =
        stored ? std::string(packed) : inflated(packed, read.at(at + 24, 4));
    at += 46 + name_size + read.at(at + 30, 2) + read.at(at + 32, 2);
  }
  return files;
}

}  // namespace e2ms::http
