"""Modbus servers made of pymodbus, as peers that share nothing with the daemon.

    pymodbus_peer.py

One speaks Modbus TCP, the other RTU frames over TCP. Each holds, as unit 7, the registers of a
Hiking DDS238-2 ZN/SR (holding registers) and, as unit 9, those of an Eastron SDM230 (input
registers, IEEE 754). Says "ready {json}" with the ports and the values it holds.
"""
import asyncio
import json
import struct

from pymodbus.datastore import (ModbusSequentialDataBlock, ModbusServerContext,
                                ModbusSlaveContext)
from pymodbus.framer.rtu_framer import ModbusRtuFramer
from pymodbus.framer.socket_framer import ModbusSocketFramer
from pymodbus.server.async_io import ModbusTcpServer

HIKING = 7
EASTRON = 9


def hiking(centikwh, watts):
    registers = [0] * 0x20
    registers[0x00], registers[0x01] = centikwh >> 16, centikwh & 0xFFFF
    registers[0x0C] = 2291
    registers[0x0D] = 443
    registers[0x0E] = watts & 0xFFFF
    registers[0x10] = 991
    registers[0x11] = 5003
    registers[0x1A] = 1
    block = ModbusSequentialDataBlock(0, registers)
    return ModbusSlaveContext(hr=block, zero_mode=True)


def eastron(kwh, watts):
    registers = [0] * 0x60
    for address, value in {0x00: 230.5, 0x06: 4.25, 0x0C: watts, 0x1E: 0.98, 0x46: 50.0,
                           0x48: kwh}.items():
        registers[address:address + 2] = struct.unpack(">HH", struct.pack(">f", value))
    block = ModbusSequentialDataBlock(0, registers)
    return ModbusSlaveContext(ir=block, zero_mode=True)


def units(centikwh, watts, kwh, eastron_watts):
    return ModbusServerContext(slaves={HIKING: hiking(centikwh, watts),
                                       EASTRON: eastron(kwh, eastron_watts)}, single=False)


async def main():
    tcp = ModbusTcpServer(units(12345678, 1017, 4321.5, 979), framer=ModbusSocketFramer,
                          address=("127.0.0.1", 0))
    rtu = ModbusTcpServer(units(7654321, -350, 98.25, 1500), framer=ModbusRtuFramer,
                          address=("127.0.0.1", 0))
    tasks = [asyncio.create_task(server.serve_forever()) for server in (tcp, rtu)]
    for server in (tcp, rtu):
        await asyncio.wait_for(server.serving, 30)
    ports = [server.server.sockets[0].getsockname()[1] for server in (tcp, rtu)]
    print("ready " + json.dumps({"tcp": ports[0], "rtu": ports[1]}), flush=True)
    await asyncio.gather(*tasks)


asyncio.run(main())
