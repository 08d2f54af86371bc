#include "modbus_places.hpp"

#include <fcntl.h>
#include <sys/select.h>
#include <unistd.h>

#include "e2ms/base/ensure.hpp"

namespace e2ms::transport {

ModbusPlaces::ModbusPlaces(std::size_t most) : nothing_(::open("/dev/null", O_RDWR | O_CLOEXEC)) {
  ENSURE(nothing_ >= 0);
  while (all_.size() < most) {
    int const place = ::fcntl(nothing_, F_DUPFD_CLOEXEC, 0);
    if (place < 0) break;
    if (place >= FD_SETSIZE) {
      ::close(place);
      break;
    }
    all_.push_back(place);
  }
  free_ = all_;
}

ModbusPlaces::~ModbusPlaces() {
  for (int const place : all_) ::close(place);
  ::close(nothing_);
}

std::optional<int> ModbusPlaces::take() {
  if (free_.empty()) return std::nullopt;
  int const place = free_.back();
  free_.pop_back();
  return place;
}

void ModbusPlaces::give_back(int place) {
  free_.push_back(place);
}

bool ModbusPlaces::fill(int place, int descriptor) {
  bool const moved = ::dup3(descriptor, place, O_CLOEXEC) == place;
  ::close(descriptor);
  return moved;
}

void ModbusPlaces::empty(int place) const {
  ::dup3(nothing_, place, O_CLOEXEC);
}

}  // namespace e2ms::transport
