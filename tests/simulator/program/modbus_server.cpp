#include "simulator/program/modbus_server.hpp"

#include <modbus.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <system_error>

namespace e2ms_sim {
namespace {

constexpr std::size_t kHeader = 7;
constexpr int kReadHolding = 3;
constexpr int kReadInput = 4;
constexpr int kWriteMultiple = 16;

class LibmodbusServer {
 public:
  LibmodbusServer() : context_{modbus_new_tcp("127.0.0.1", 502)} {
    if (context_ == nullptr) throw std::bad_alloc{};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends_.data()) != 0) {
      throw std::system_error{errno, std::generic_category(), "socketpair"};
    }
    modbus_set_socket(context_, ends_[0]);
    // After some refusals libmodbus sleeps for its response time: that must be nothing.
    modbus_set_response_timeout(context_, 0, 1);
  }
  LibmodbusServer(LibmodbusServer const&) = delete;
  LibmodbusServer& operator=(LibmodbusServer const&) = delete;
  ~LibmodbusServer() {
    modbus_free(context_);
    ::close(ends_[0]);
    ::close(ends_[1]);
  }

  std::optional<Bytes> answer(Meter& meter, std::int64_t now_ms, ByteView frame) {
    auto const pdu = frame.subspan(kHeader);
    if (modbus_request_size(pdu) != pdu.size()) return std::nullopt;
    bool const reads = pdu[0] == kReadHolding || pdu[0] == kReadInput;
    if (!reads && pdu[0] != kWriteMultiple) return std::nullopt;
    auto const count = take_be16(pdu, 3);
    if (count == 0 || count > registers_.size()) return std::nullopt;
    meter.advance(now_ms);
    auto const wanted = std::span{registers_}.first(count);
    auto const first = take_be16(pdu, 1);
    if (reads) return reply_read(meter, now_ms, frame, first, wanted);
    return reply_write(meter, now_ms, frame, first, wanted);
  }

 private:
  std::optional<Bytes> reply_read(Meter& meter, std::int64_t now_ms, ByteView frame, unsigned first,
                                  std::span<std::uint16_t> wanted) {
    auto const refused = read_registers(meter, now_ms, frame[kHeader], first, wanted);
    if (refused != ModbusException::none && refused != ModbusException::address) {
      return std::nullopt;
    }
    // An empty table makes libmodbus itself say that there is no such address.
    return reply(frame, first, refused == ModbusException::none ? wanted.size() : 0);
  }

  std::optional<Bytes> reply_write(Meter& meter, std::int64_t now_ms, ByteView frame,
                                   unsigned first, std::span<std::uint16_t> wanted) {
    auto const pdu = frame.subspan(kHeader);
    if (pdu[5] != 2 * wanted.size()) return std::nullopt;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      wanted[i] = static_cast<std::uint16_t>(take_be16(pdu, 6 + 2 * i));
    }
    auto const refused = write_registers(meter, now_ms, first, wanted);
    if (refused != ModbusException::none) {
      auto const text = modbus_exception(pdu, refused);
      Bytes out(frame.begin(), frame.begin() + 4);
      put_be16(out, static_cast<unsigned>(text.size() + 1));
      out.push_back(frame[6]);
      out.insert(out.end(), text.begin(), text.end());
      return out;
    }
    return reply(frame, first, wanted.size());
  }

  std::optional<Bytes> reply(ByteView frame, unsigned first, std::size_t count) {
    modbus_mapping_t table{};
    table.start_registers = static_cast<int>(first);
    table.nb_registers = static_cast<int>(count);
    table.tab_registers = registers_.data();
    table.start_input_registers = table.start_registers;
    table.nb_input_registers = table.nb_registers;
    table.tab_input_registers = registers_.data();
    auto const size = static_cast<int>(frame.size());
    if (modbus_reply(context_, frame.data(), size, &table) < 0) return std::nullopt;
    std::array<std::uint8_t, MODBUS_TCP_MAX_ADU_LENGTH> answer{};
    auto const got = ::recv(ends_[1], answer.data(), answer.size(), MSG_DONTWAIT);
    if (got <= 0) return std::nullopt;
    return Bytes(answer.begin(), answer.begin() + got);
  }

  modbus_t* context_;
  std::array<int, 2> ends_{-1, -1};
  std::array<std::uint16_t, MODBUS_MAX_READ_REGISTERS> registers_{};
};

}  // namespace

MbapServer libmodbus_server() {
  // Shared because std::function wants to copy what it holds; the copies serve one thread.
  auto const server = std::make_shared<LibmodbusServer>();
  return [server](Meter& meter, std::int64_t now_ms, ByteView frame) {
    return server->answer(meter, now_ms, frame);
  };
}

}  // namespace e2ms_sim
