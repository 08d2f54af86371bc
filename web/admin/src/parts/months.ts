// Local months, "2026-11", of the project.
import { localDay, zone } from '@e2ms/shared';

/** The month in which now lies, moved by some. */
export function monthFromNow(by: number): string {
  const [year = 0, month = 1] = localDay(Date.now(), zone.value).split('-').map(Number);
  const counted = year * 12 + month - 1 + by;
  return `${Math.floor(counted / 12)}-${String((counted % 12) + 1).padStart(2, '0')}`;
}

/** So many months, the newest first. */
export function lastMonths(count: number, newest = -1): string[] {
  return Array.from({ length: count }, (_, i) => monthFromNow(newest - i));
}
