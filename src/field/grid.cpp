#include "grid.hpp"

namespace e2ms::field {

std::int64_t spread(std::int64_t number, std::int64_t range) {
  // The finalizer of splitmix64.
  auto bits = static_cast<std::uint64_t>(number) + 0x9e3779b97f4a7c15ULL;
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9ULL;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebULL;
  bits ^= bits >> 31;
  return static_cast<std::int64_t>(bits % static_cast<std::uint64_t>(range));
}

Duration on_grid(MeterId meter, Duration interval, Duration from) {
  auto const phase = spread(meter, interval.ms);
  auto const past = (from.ms - phase) % interval.ms;
  auto const step = past < 0 ? past + interval.ms : past;
  return {step == 0 ? from.ms : from.ms + interval.ms - step};
}

Duration next_on_grid(MeterId meter, Duration interval, Duration now) {
  return on_grid(meter, interval, now + Duration{interval.ms / 2});
}

}  // namespace e2ms::field
