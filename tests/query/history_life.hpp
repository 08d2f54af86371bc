#pragma once

namespace e2ms::test {

/// A meter's life in Shanghai, where a day ends at 16:00 UTC: three days with a cleared register, a
/// glitch, a silence, a bill's end at the last midnight, and readings of the fourth day.
inline constexpr char const* kLife = R"(
  open   hu credit 100000 max 6000
  at     2026-11-28T02:00:00Z
  read   hu 50000
  use    hu 100 after 15
  use    hu 150 after 15
  use    hu 0   after 15
  use    hu 130 after 15
  settle
  use    hu 90  after 15
  read   hu 10  after 10     -> quarantined went_down
  decide hu rebase           -> decided
  use    hu 300 after 45
  use    hu 20  after 15
  at     2026-11-28T16:05:00Z
  use    hu 900 after 0
  use    hu 80  after 15
  use    hu 80  after 15
  settle
  glimpse hu 5  after 5      -> quarantined went_down
  use    hu 80  after 10
  at     2026-11-29T18:00:00Z
  use    hu 4000 after 0
  use    hu 70  after 15
  use    hu 70  after 15
  use    hu 200 after 200
  use    hu 200 after 200
  use    hu 200 after 200
  at     2026-11-30T15:50:00Z
  use    hu 2000 after 0
  use    hu 60  after 30
  settle
  use    hu 60  after 30
  use    hu 60  after 30
)";

}  // namespace e2ms::test
