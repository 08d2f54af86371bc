#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "e2ms/base/bytes.hpp"
#include "e2ms/device/decode.hpp"
#include "e2ms/device/dialogue.hpp"
#include "e2ms/device/said.hpp"

namespace e2ms::device {

/// Understands what passes over one line: is given what was sent and what arrived, piece by piece,
/// and finds the frames of DL/T 645, CJ/T 188 and Modbus in it, whatever the meters are. The
/// question says how the answer is to be read. For people: it judges nothing.
class LineReader {
 public:
  struct Piece {
    Said said;
    nlohmann::ordered_json details;  ///< as e2ms decode prints it
  };
  using Pieces = std::vector<Piece>;

  explicit LineReader(Framing framing) : framing_(framing) {}

  /// The frames that end in these bytes.
  Pieces sent(ByteView bytes);
  Pieces arrived(ByteView bytes);

 private:
  enum class Tongue { unknown, dlt645_1997, dlt645_2007, cjt188, modbus };

  void learn_tongue(ByteView question);
  ModbusFraming modbus_framing() const;
  Frames decode(ByteView stream) const;
  Pieces shown(Frames const& frames, std::size_t from) const;

  Framing framing_;
  Tongue tongue_ = Tongue::unknown;
  std::optional<ModbusRequest> request_;
  Bytes stream_;          ///< what arrived since the last question
  std::size_t told_ = 0;  ///< frames of it that were given out
};

}  // namespace e2ms::device
