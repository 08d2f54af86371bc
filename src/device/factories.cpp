#include "factories.hpp"

#include "e2ms/base/ensure.hpp"

namespace e2ms::device {

std::unique_ptr<ReadingDialogue> make_reading(Model const& model, MeterAddress const& address,
                                              LineTraits line, Wanted wanted, Learnt learnt) {
  ENSURE(address.protocol() == model.protocol);
  if (model.is_water()) return make_water_reading(model, address, line, wanted);
  if (model.protocol == Protocol::modbus)
    return make_register_reading(model, address, line, wanted, std::move(learnt));
  return make_item_reading(model, address, line, wanted, std::move(learnt));
}

Result<std::unique_ptr<RelayDialogue>> make_relay(Model const& model, MeterAddress const& address,
                                                  LineTraits line, RelayTask const& task) {
  ENSURE(address.protocol() == model.protocol);
  if (!model.relay) return Fault{FaultCode::unsupported};
  bool const has_key = model.relay->identifiers.has_value();
  if (!has_key && task.order == RelayOrder::allow_close) return Fault{FaultCode::unsupported};
  if (has_key || model.relay->written) return make_item_relay(model, address, line, task);
  return make_plain_relay(model, address, line, task.order);
}

}  // namespace e2ms::device
