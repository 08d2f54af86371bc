#pragma once

#include <optional>

#include "e2ms/command/archive.hpp"

namespace e2ms::command {

/// What keeps a version from being published; nothing when it may be.
std::optional<Archived> obstacle_to(store::ReadTx& tx, PublishTariff const& command);

}  // namespace e2ms::command
