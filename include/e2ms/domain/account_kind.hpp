#pragma once

namespace e2ms {

/// Who holds an account. Stored: add at the end, never renumber.
enum class AccountKind {
  tenant = 0,
  landlord = 1,  ///< of a vacant room: what it uses is the landlord's
};

}  // namespace e2ms
