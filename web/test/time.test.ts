import { expect, it } from 'vitest';
import { localDay, localMilli, localMinute, localSecond, monthAfter, wallClock } from '../shared/src/time';

const zone = 'Asia/Shanghai';

it('shows the time of the project, not of the browser', () => {
  expect(localMinute('2026-03-11T16:00:00.000Z', zone)).toBe('2026-03-12 00:00');
  expect(localMinute('2026-03-11T16:00:00.000Z', 'Europe/Berlin')).toBe('2026-03-11 17:00');
  expect(localSecond('2026-03-12T06:41:58.204Z', zone)).toBe('2026-03-12 14:41:58');
  expect(localMilli('2026-03-12T06:41:58.204Z', zone)).toBe('14:41:58.204');
});

it('begins the day at local midnight', () => {
  expect(localDay('2026-03-11T15:59:59.999Z', zone)).toBe('2026-03-11');
  expect(localDay('2026-03-11T16:00:00.000Z', zone)).toBe('2026-03-12');
});

it('goes on to the next month', () => {
  expect(monthAfter('2026-09')).toBe('2026-10');
  expect(monthAfter('2026-12')).toBe('2027-01');
});

it('gives charts the wall clock, also across a change of the offset', () => {
  expect(wallClock('2026-03-11T16:00:00.000Z', zone)).toBe(Date.UTC(2026, 2, 12));
  expect(wallClock('2026-03-29T00:30:00.000Z', 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 29, 1, 30));
  expect(wallClock('2026-03-29T01:30:00.000Z', 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 29, 3, 30));
});
