#include "modbus_bus.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <cstdint>
#include <utility>

#include "e2ms/base/log.hpp"
#include "e2ms/transport/parking.hpp"

namespace e2ms::transport {

namespace {

constexpr std::size_t kChecksum = 2;
// Once the first byte is there: USB adapters hand bytes over in batches.
constexpr std::uint32_t kBetweenBytesUs = 200'000;

char letter(Parity parity) {
  switch (parity) {
    case Parity::none:
      return 'N';
    case Parity::even:
      return 'E';
    case Parity::odd:
      return 'O';
  }
  return 'N';
}

/// The device is gone, and not only this one answer.
bool is_gone(int error) {
  return error == EIO || error == ENXIO || error == ENODEV || error == EBADF ||
         error == ECONNRESET || error == EPIPE;
}

}  // namespace

struct ModbusBus::Answer {
  Parking asker;
  std::optional<Result<Bytes>> result;
};

ModbusBus::ModbusBus(boost::asio::any_io_executor loop, SerialPort port,
                     std::shared_ptr<ModbusPlaces> places, int place)
    : loop_(std::move(loop)),
      work_(worker_.get_executor()),
      port_(std::move(port)),
      places_(std::move(places)),
      place_(place),
      bell_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  ENSURE(bell_ >= 0);
}

ModbusBus::~ModbusBus() {
  if (context_ != nullptr) modbus_free(context_);
  ::close(bell_);
}

boost::asio::awaitable<Result<Bytes>> ModbusBus::call(std::shared_ptr<ModbusBus> self, Work work) {
  if (self->retired_) co_return Fault{FaultCode::line_down};
  auto const answer = std::make_shared<Answer>();
  boost::asio::post(self->worker_, [self, answer, work = std::move(work)] {
    auto result = work(*self);
    boost::asio::post(self->loop_, [answer, result = std::move(result)] {
      answer->result = result;
      answer->asker.release();
    });
  });
  while (!answer->result) co_await answer->asker.wait();
  co_return *answer->result;
}

void ModbusBus::retire() {
  if (std::exchange(retired_, true)) return;
  std::uint64_t const ring = 1;
  ENSURE(::write(bell_, &ring, sizeof ring) == sizeof ring);
  boost::asio::post(worker_, [self = shared_from_this()] {
    self->shut();
    boost::asio::post(self->loop_,
                      [places = self->places_, place = self->place_] { places->give_back(place); });
    self->work_.reset();
  });
}

Result<Bytes> ModbusBus::connect() {
  context_ =
      modbus_new_rtu(port_.device.c_str(), static_cast<int>(port_.baud), letter(port_.parity),
                     static_cast<int>(port_.data_bits), static_cast<int>(port_.stop_bits));
  bool const open = context_ != nullptr && modbus_connect(context_) == 0;
  bool const placed = open && ModbusPlaces::fill(place_, modbus_get_socket(context_));
  if (!placed) {
    log::info("serial_unavailable", {{"device", port_.device}, {"reason", modbus_strerror(errno)}});
    return Fault{FaultCode::network, errno};
  }
  modbus_set_socket(context_, place_);
  modbus_set_byte_timeout(context_, 0, kBetweenBytesUs);
  return Bytes{};
}

/// The library sets the checksum itself.
Result<Bytes> ModbusBus::send(Bytes frame) {
  if (context_ == nullptr) return Fault{FaultCode::line_down};
  ENSURE(frame.size() > kChecksum);
  frame.resize(frame.size() - kChecksum);
  if (modbus_set_slave(context_, frame.front()) != 0) return Fault{FaultCode::bad_frame};
  int const sent = modbus_send_raw_request(context_, frame.data(), static_cast<int>(frame.size()));
  if (sent < 0) return trouble();
  return Bytes{};
}

Result<Bytes> ModbusBus::receive(Duration within) {
  if (context_ == nullptr) return Fault{FaultCode::line_down};
  std::array<pollfd, 2> watched{pollfd{place_, POLLIN, 0}, pollfd{bell_, POLLIN, 0}};
  int const span = static_cast<int>(std::max<std::int64_t>(within.ms, 0));
  int const ready = ::poll(watched.data(), watched.size(), span);
  if (watched[1].revents != 0) return Fault{FaultCode::line_down};
  if (ready <= 0) return Fault{FaultCode::timeout};
  if ((watched[0].revents & POLLIN) == 0) return Fault{FaultCode::line_down};

  std::array<Byte, MODBUS_RTU_MAX_ADU_LENGTH> answer;
  int const size = modbus_receive_confirmation(context_, answer.data());
  if (size < 0) {
    auto const fault = trouble();
    modbus_flush(context_);
    return fault;
  }
  // Nothing: it came from another meter than the one that was asked.
  if (size == 0) return Fault{FaultCode::bad_frame};
  return Bytes(answer.begin(), answer.begin() + size);
}

Fault ModbusBus::trouble() const {
  int const error = errno;
  return {is_gone(error) ? FaultCode::line_down : FaultCode::bad_frame, error};
}

void ModbusBus::shut() {
  places_->empty(place_);
  if (auto* const context = std::exchange(context_, nullptr)) modbus_free(context);
}

}  // namespace e2ms::transport
