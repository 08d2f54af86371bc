#pragma once

#include <cstddef>
#include <span>

#include "e2ms/base/bytes.hpp"

namespace e2ms::protocol {

/// Nothing that begins further back can hold a secret that ends here.
constexpr std::size_t kSecretReach = 270;

/// Overwrites with zeros what proves the right to write, relay or clear in DL/T 645 frames of
/// either edition: permission, password and operator, and passwords that are being set. Also in a
/// frame whose end has not arrived: its header is believed without its sum. Of a whole frame the
/// sum is made to fit again, so that it is understood as before and says nothing of what it hid.
void hide_secrets(std::span<Byte> stream);

}  // namespace e2ms::protocol
