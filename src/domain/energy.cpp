#include "e2ms/domain/energy.hpp"

#include "e2ms/base/checked.hpp"
#include "e2ms/base/text.hpp"

namespace e2ms {

Energy operator+(Energy a, Energy b) {
  auto const sum = checked_add(a.wh(), b.wh());
  ENSURE(sum.has_value());
  return Energy::wh(*sum);
}

Energy operator-(Energy a, Energy b) {
  auto const difference = checked_sub(a.wh(), b.wh());
  ENSURE(difference.has_value());
  return Energy::wh(*difference);
}

std::string to_text(Energy energy) {
  return format_decimal(energy.wh(), 3);
}

Energy moved(Energy from, Energy to, std::optional<Energy> rolls_at) {
  bool const rolled = to < from && rolls_at && from < *rolls_at && to >= Energy{};
  return rolled ? to - from + *rolls_at : to - from;
}

Result<Energy> times(Energy energy, std::int64_t ratio) {
  TRY(auto const wh, checked_mul(energy.wh(), ratio));
  return Energy::wh(wh);
}

}  // namespace e2ms
