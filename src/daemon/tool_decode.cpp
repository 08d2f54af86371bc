#include "tool_decode.hpp"

#include <algorithm>
#include <functional>
#include <istream>
#include <ostream>

#include "e2ms/base/text.hpp"
#include "e2ms/device/decode.hpp"
#include "e2ms/protocol/frame.hpp"

namespace e2ms::daemon {
namespace {

using device::Frames;
using device::ModbusFraming;
using device::ModbusRequest;

constexpr int kFound = 0;
constexpr int kNoFrame = 2;
constexpr int kWrongUse = 64;

constexpr std::string_view kUsage =
    "usage: e2ms decode --protocol dlt645-2007|dlt645-1997|modbus-rtu|modbus-tcp\n"
    "                   [--request HEX] [--max-length N] HEX|-\n";

struct Options {
  std::string protocol;
  std::optional<std::string> request;
  std::optional<std::string> longest;
  std::optional<std::string> input;
};

using Decoder = std::function<Frames(ByteView)>;

int complain(std::ostream& err, std::string const& text) {
  err << "e2ms decode: " << text << '\n' << kUsage;
  return kWrongUse;
}

/// Empty when all is well.
std::string read_options(std::span<std::string const> args, Options& options) {
  for (std::size_t i = 0; i < args.size(); ++i) {
    auto const& arg = args[i];
    bool const known = arg == "--protocol" || arg == "--request" || arg == "--max-length";
    if (!known && arg.size() > 1 && arg[0] == '-') return "unknown option " + arg;
    if (!known) {
      // A frame pasted from a log may come as several words.
      options.input = options.input ? *options.input + " " + arg : arg;
      continue;
    }
    if (i + 1 == args.size()) return arg + " needs a value";
    auto const& value = args[++i];
    if (arg == "--protocol") options.protocol = value;
    if (arg == "--request") options.request = value;
    if (arg == "--max-length") options.longest = value;
  }
  if (options.protocol.empty()) return "--protocol is missing";
  if (!options.input) return "no bytes given";
  return {};
}

std::string make_dlt645(Options const& options, Decoder& decoder) {
  using protocol::dlt645::Edition;
  auto const edition = options.protocol == "dlt645-1997" ? Edition::y1997 : Edition::y2007;
  if (options.request) return "--request is for Modbus";
  auto longest = protocol::kUsualData;
  if (options.longest) {
    auto const given = parse_integer(*options.longest);
    if (!given || *given < 0 || *given > static_cast<std::int64_t>(protocol::kLongestData))
      return "--max-length is a number from 0 to 255";
    longest = static_cast<std::size_t>(*given);
  }
  decoder = [=](ByteView stream) { return device::decode_dlt645(stream, edition, longest); };
  return {};
}

std::string make_modbus(Options const& options, Decoder& decoder) {
  auto const framing = options.protocol == "modbus-rtu" ? ModbusFraming::rtu : ModbusFraming::tcp;
  if (options.longest) return "--max-length is for DL/T 645";
  std::optional<ModbusRequest> request;
  if (options.request) {
    auto const bytes = from_hex(*options.request);
    if (!bytes) return "--request is not hex";
    request = device::read_modbus_request(*bytes, framing);
    if (!request) return "--request is not a request of this protocol";
  }
  decoder = [=](ByteView stream) { return device::decode_modbus(stream, framing, request); };
  return {};
}

/// Empty when all is well.
std::string make_decoder(Options const& options, Decoder& decoder) {
  if (options.protocol == "dlt645-2007" || options.protocol == "dlt645-1997")
    return make_dlt645(options, decoder);
  if (options.protocol == "modbus-rtu" || options.protocol == "modbus-tcp")
    return make_modbus(options, decoder);
  return "unknown protocol " + options.protocol;
}

/// One stream a line; every object says of which line it is. A line that is no hex holds no frame.
int decode_lines(std::istream& in, std::ostream& out, std::ostream& err, Decoder const& decoder) {
  bool found = false;
  std::string line;
  for (std::int64_t number = 1; std::getline(in, line); ++number) {
    auto const bytes = from_hex(line);
    if (!bytes) err << "e2ms decode: line " << number << " is not hex\n";
    auto const frames = bytes ? decoder(*bytes) : Frames{};
    if (frames.empty())
      out << nlohmann::ordered_json{{"line", number}, {"frames", 0}}.dump() << '\n';
    for (auto const& frame : frames) {
      nlohmann::ordered_json object{{"line", number}};
      object.update(frame);
      out << object.dump() << '\n';
    }
    found = found || !frames.empty();
  }
  return found ? kFound : kNoFrame;
}

}  // namespace

int decode_tool(std::span<std::string const> args, std::istream& in, std::ostream& out,
                std::ostream& err) {
  Options options;
  if (auto const wrong = read_options(args, options); !wrong.empty()) return complain(err, wrong);
  Decoder decoder;
  if (auto const wrong = make_decoder(options, decoder); !wrong.empty())
    return complain(err, wrong);
  if (*options.input == "-") return decode_lines(in, out, err, decoder);
  auto const bytes = from_hex(*options.input);
  if (!bytes) return complain(err, "the input is not hex");
  auto const frames = decoder(*bytes);
  for (auto const& frame : frames) out << frame.dump() << '\n';
  return frames.empty() ? kNoFrame : kFound;
}

}  // namespace e2ms::daemon
