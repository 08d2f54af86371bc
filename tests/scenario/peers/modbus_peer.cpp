// A Modbus server made of libmodbus alone, with the registers of a Hiking DDS238-2 ZN/SR as
// its maker lists them. It shares no line with the daemon or the simulator, so what the daemon
// reads from it was understood and not merely agreed upon.
//
//   modbus_peer <energy in 0.01 kWh> <power in W> [rtu]
//
// Says "ready PORT", or with rtu, as unit 1 at the far end of a pseudo-terminal, "ready DEVICE";
// then "order VALUE" whenever somebody writes the relay's register. Ends when it is told to.
#include <fcntl.h>
#include <modbus.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

constexpr int kRegisters = 0x20;
constexpr int kRelay = 0x1A;

void fill(std::uint16_t* registers, long energy, int power) {
  registers[0x00] = static_cast<std::uint16_t>(energy >> 16);
  registers[0x01] = static_cast<std::uint16_t>(energy & 0xFFFF);
  registers[0x0C] = 2315;
  registers[0x0D] = 527;
  registers[0x0E] = static_cast<std::uint16_t>(power);
  registers[0x10] = 985;
  registers[0x11] = 4998;
  registers[kRelay] = 1;
}

int port_of(int socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return -1;
  return ntohs(address.sin_port);
}

/// One connection to its end.
void serve(modbus_t* context, modbus_mapping_t* map) {
  std::uint8_t request[MODBUS_TCP_MAX_ADU_LENGTH];
  for (;;) {
    int const size = modbus_receive(context, request);
    if (size < 0) return;
    if (size == 0) continue;
    auto const before = map->tab_registers[kRelay];
    if (modbus_reply(context, request, size, map) < 0) return;
    if (map->tab_registers[kRelay] == before) continue;
    std::printf("order %d\n", map->tab_registers[kRelay]);
    std::fflush(stdout);
  }
}

/// The near end is kept open too, so that the far one sees no hang-up between two callers.
int serve_wire(modbus_mapping_t* map) {
  int const far = posix_openpt(O_RDWR | O_NOCTTY);
  if (far < 0 || grantpt(far) != 0 || unlockpt(far) != 0) return 1;
  char const* const device = ptsname(far);
  int const near = open(device, O_RDWR | O_NOCTTY);
  termios plain{};
  if (near < 0 || tcgetattr(near, &plain) != 0) return 1;
  cfmakeraw(&plain);
  if (tcsetattr(near, TCSANOW, &plain) != 0) return 1;
  modbus_t* const context = modbus_new_rtu(device, 9600, 'N', 8, 1);
  if (context == nullptr || modbus_set_slave(context, 1) != 0) return 1;
  modbus_set_socket(context, far);
  std::printf("ready %s\n", device);
  std::fflush(stdout);
  for (;;) serve(context, map);
}

}  // namespace

int main(int count, char** words) {
  bool const wired = count == 4 && std::strcmp(words[3], "rtu") == 0;
  if (count != 3 && !wired) return 64;
  modbus_mapping_t* const map = modbus_mapping_new(0, 0, kRegisters, 0);
  if (map == nullptr) return 1;
  fill(map->tab_registers, std::strtol(words[1], nullptr, 10),
       static_cast<int>(std::strtol(words[2], nullptr, 10)));
  if (wired) return serve_wire(map);
  modbus_t* const context = modbus_new_tcp("127.0.0.1", 0);
  if (context == nullptr) return 1;
  int listening = modbus_tcp_listen(context, 1);
  if (listening < 0) return 1;
  std::printf("ready %d\n", port_of(listening));
  std::fflush(stdout);
  while (modbus_tcp_accept(context, &listening) >= 0) {
    serve(context, map);
    modbus_close(context);
  }
  return 1;
}
