import type { Schemas } from './call';

export type RoomState = Schemas['RoomState'];

/** Those of rooms, in the order in which they ask for attention. */
export const roomStates: RoomState[] = [
  'off',
  'arrears',
  'alarm2',
  'alarm1',
  'lost',
  'normal',
  'vacant',
  'no_account',
];

/** A sign for each state, so that colour is never alone. */
export const signs: Record<RoomState, string> = {
  normal: '✓',
  alarm1: '!',
  alarm2: '‼',
  arrears: '¥',
  off: '×',
  no_account: '–',
  vacant: '○',
  closed: '■',
  lost: '?',
};
