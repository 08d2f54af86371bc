import type { Schemas } from '@e2ms/shared';

const parity = { none: 'N', even: 'E', odd: 'O' } as const;

/** Where a line leads, as the archives say. */
export function placeOf({ registration, host, port, serial }: Schemas['GatewayLine']): string {
  if (serial)
    return `${serial.device} ${serial.baud} ${serial.data_bits}${parity[serial.parity]}${serial.stop_bits}`;
  return registration ?? `${host}:${port}`;
}
