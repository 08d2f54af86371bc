#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/core/bytes.hpp"
#include "simulator/core/dlt645.hpp"
#include "simulator/core/meter.hpp"
#include "simulator/core/modbus.hpp"

namespace e2ms_sim {

/// dlt645 and modbus_rtu are both transparent: meters of either kind may share the bus.
enum class Framing { dlt645, modbus_rtu, modbus_tcp };

std::optional<Framing> framing_named(std::string_view text);
std::string_view name_of(Framing framing);

struct BusSpec {
  std::string id;
  Framing framing = Framing::dlt645;
  std::int64_t delay_ms = 0;  // from request to answer, when all is well
  LineFaults faults;
};

struct Output {
  std::int64_t at_ms;
  Bytes bytes;
};

struct BusCounters {
  std::uint64_t frames_in = 0, frames_out = 0, bytes_in = 0, bytes_out = 0, noise_bytes = 0;
};

/// One gateway with the meters behind it, as one stream of bytes sees it. It keeps no time and
/// no socket; the caller sends each output when its time has come. Half duplex: an answer waits
/// until the one before has left the bus.
class Bus {
 public:
  Bus(BusSpec spec, std::uint64_t seed) : spec_{std::move(spec)}, seed_{mix(seed, 99)} {}

  /// Stays valid until the next call of add_meter.
  Meter& add_meter(MeterSpec spec, World const& world);

  /// Another meter hangs where one was; references to that one are to it from now on.
  void replace_meter(std::string_view address, MeterSpec spec, World const& world);

  BusSpec const& spec() const { return spec_; }
  LineFaults& faults() { return spec_.faults; }
  std::vector<Meter>& meters() { return meters_; }
  Meter* find(std::string_view address);

  /// Takes what the stream brought and appends the answers, in no order of time.
  void on_bytes(std::int64_t now_ms, ByteView bytes, std::vector<Output>& out);

  /// A new connection begins: half a frame of the old one is forgotten.
  void on_connect();

  /// True once after a request changed the relay of a meter.
  bool take_relay_change();

  void serve_mbap_with(MbapServer server) { mbap_server_ = std::move(server); }
  BusCounters const& counters() const { return counters_; }

 private:
  enum class Kind { dlt645, rtu, mbap };  // of an answer; CJ/T 188 has its sum where DL/T 645 has

  void take_transparent(std::int64_t now_ms, std::vector<Output>& out);
  void take_mbap(std::int64_t now_ms, std::vector<Output>& out);
  std::size_t take_rtu_at(std::size_t at, std::int64_t now_ms, std::vector<Output>& out,
                          bool& maybe_more);
  void take_dlt645(Dlt645Request const& request, std::int64_t now_ms, std::vector<Output>& out);
  std::size_t take_cjt188_at(std::size_t at, std::int64_t now_ms, std::vector<Output>& out,
                             bool& maybe_more);
  void answer_mbap(ByteView frame, std::int64_t now_ms, std::vector<Output>& out);
  void send(Meter const* meter, Kind kind, Bytes answer, std::int64_t now_ms,
            std::vector<Output>& out);
  bool happens(int percent);

  BusSpec spec_;
  std::vector<Meter> meters_;
  Bytes input_;
  std::int64_t input_at_ms_ = 0;
  std::int64_t busy_until_ms_ = 0;
  Bytes held_;  // an answer that waits to be glued to the next
  std::uint64_t seed_;
  std::uint64_t throws_ = 0;
  bool relay_changed_ = false;
  MbapServer mbap_server_;
  BusCounters counters_;
};

}  // namespace e2ms_sim
