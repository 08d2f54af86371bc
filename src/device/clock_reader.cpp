#include "clock_reader.hpp"

#include "e2ms/protocol/dlt645.hpp"

namespace e2ms::device {

namespace dlt645 = protocol::dlt645;

std::optional<std::uint32_t> ClockReader::ask() const {
  if (time_ || given_up_) return std::nullopt;
  if (one_item_) return one_item_;
  bool const date = date_.empty() || !clock_.empty();
  if (edition_ == dlt645::Edition::y1997) return date ? dlt645::kDate1997 : dlt645::kTime1997;
  return date ? dlt645::kDate : dlt645::kTime;
}

void ClockReader::take(Bytes const& value) {
  constexpr int kRounds = 3;
  if (one_item_) {
    time_ = dlt645::decode_date_and_time(value);
    given_up_ = !time_;
    return;
  }
  if (date_.empty()) {
    date_ = value;
    given_up_ = value.empty();
    return;
  }
  if (clock_.empty()) {
    clock_ = value;
    given_up_ = value.empty();
    return;
  }
  if (value == date_) {
    time_ = dlt645::decode_date_and_time(date_, clock_);
    given_up_ = !time_;
    return;
  }
  date_ = value;
  clock_.clear();
  given_up_ = ++rounds_ == kRounds;
}

void ClockReader::refused() {
  if (!one_item_)
    given_up_ = true;
  else
    one_item_.reset();
}

std::optional<std::uint32_t> status_bits(Bytes const& value) {
  if (value.size() != 2 || (value[0] == 0xFF && value[1] == 0xFF)) return std::nullopt;
  return static_cast<std::uint32_t>(value[0] | value[1] << 8);
}

}  // namespace e2ms::device
