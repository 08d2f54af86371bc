#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "e2ms/base/bytes.hpp"
#include "e2ms/protocol/dlt645_items.hpp"
#include "e2ms/protocol/modbus.hpp"

namespace e2ms::device {

/// One object per valid frame, in the order of the stream, with its keys in the order of the
/// contract.
using Frames = std::vector<nlohmann::ordered_json>;

Frames decode_dlt645(ByteView stream, protocol::dlt645::Edition edition, std::size_t longest_data);

/// Of water meters, the layout of the answer to the usual question included.
Frames decode_cjt188(ByteView stream);

/// The request to which the reply has to belong, when it is known.
struct ModbusRequest {
  protocol::modbus::Query query;
  std::optional<std::uint16_t> transaction;  ///< TCP
};

enum class ModbusFraming { rtu, tcp };

/// Nothing when the bytes are no request in this framing. Of any function: an exception may answer
/// also what has no known answer.
std::optional<ModbusRequest> read_modbus_request(ByteView bytes, ModbusFraming framing);

Frames decode_modbus(ByteView stream, ModbusFraming framing,
                     std::optional<ModbusRequest> const& request);

}  // namespace e2ms::device
