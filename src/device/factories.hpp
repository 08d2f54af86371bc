#pragma once

#include <memory>

#include "e2ms/device/dialogue.hpp"

/// The families of dialogues behind the public factories. The model is of the right protocol
/// and has what is asked for: the public factories see to it.
namespace e2ms::device {

std::unique_ptr<ReadingDialogue> make_register_reading(Model const& model,
                                                       MeterAddress const& address, LineTraits line,
                                                       Wanted wanted, Learnt learnt);
std::unique_ptr<ReadingDialogue> make_item_reading(Model const& model, MeterAddress const& address,
                                                   LineTraits line, Wanted wanted, Learnt learnt);

std::unique_ptr<ReadingDialogue> make_water_reading(Model const& model, MeterAddress const& address,
                                                    LineTraits line, Wanted wanted);

std::unique_ptr<RelayDialogue> make_plain_relay(Model const& model, MeterAddress const& address,
                                                LineTraits line, RelayOrder order);
std::unique_ptr<RelayDialogue> make_item_relay(Model const& model, MeterAddress const& address,
                                               LineTraits line, RelayTask const& task);

}  // namespace e2ms::device
