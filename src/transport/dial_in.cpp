#include "e2ms/transport/dial_in.hpp"

#include <utility>

#include "hall.hpp"

namespace e2ms::transport {

DialIn::DialIn(boost::asio::any_io_executor loop, port::Clock& clock, Deadlines& deadlines,
               Reception reception, DialInLimits limits)
    : hall_(std::make_shared<Hall>(std::move(loop), clock, deadlines, std::move(reception),
                                   std::move(limits))) {}

DialIn::~DialIn() {
  stop();
}

Result<std::uint16_t> DialIn::listen(std::string const& address, std::uint16_t port) {
  return hall_->listen(address, port);
}

void DialIn::stop() {
  hall_->stop();
}

DialInFigures const& DialIn::figures() const {
  return hall_->figures();
}

std::size_t DialIn::unidentified() const {
  return hall_->unidentified();
}

std::size_t DialIn::identified() const {
  return hall_->identified();
}

}  // namespace e2ms::transport
