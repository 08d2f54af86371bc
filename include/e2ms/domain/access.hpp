#pragma once

namespace e2ms {

/// Who is behind a request. Stored with each web session: add at the end, never renumber.
enum class CallerKind {
  manager = 0,  ///< an operator of a project (物业)
  tenant = 1,   ///< the holder of an account, on the phone page
};

}  // namespace e2ms
