#include "simulator/program/control_port.hpp"

#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <memory>

namespace e2ms_sim {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t kLongestLine = 4096;

}  // namespace

/// Shared by the handlers of one connection; the last one that ends closes it.
struct ControlPort::Talk {
  explicit Talk(tcp::socket connected) : socket{std::move(connected)} {}
  tcp::socket socket;
  std::string input;
  std::string output;
};

ControlPort::ControlPort(asio::io_context& io, std::uint16_t port, Answer answer)
    : acceptor_{io, tcp::endpoint{asio::ip::address_v4::loopback(), port}},
      answer_{std::move(answer)} {
  accept();
}

void ControlPort::accept() {
  acceptor_.async_accept([this](error_code error, tcp::socket socket) {
    if (error == asio::error::operation_aborted) return;
    if (!error) read(std::make_shared<Talk>(std::move(socket)));
    accept();
  });
}

void ControlPort::read(std::shared_ptr<Talk> const& talk) {
  asio::async_read_until(talk->socket, asio::dynamic_buffer(talk->input, kLongestLine), '\n',
                         [this, talk](error_code error, std::size_t size) {
                           if (error) return;
                           talk->output =
                               answer_(std::string_view{talk->input}.substr(0, size - 1)) + '\n';
                           talk->input.erase(0, size);
                           asio::async_write(talk->socket, asio::buffer(talk->output),
                                             [this, talk](error_code failed, std::size_t) {
                                               if (!failed) read(talk);
                                             });
                         });
}

}  // namespace e2ms_sim
