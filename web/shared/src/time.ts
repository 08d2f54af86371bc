// Times are shown in the project's time zone, wherever the browser is.

type Parts = {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
};

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  return format;
}

function partsOf(instant: string | number, zone: string): Parts {
  const parts: Record<string, number> = {};
  for (const part of formatOf(zone).formatToParts(new Date(instant)))
    if (part.type !== 'literal') parts[part.type] = Number(part.value);
  return parts as Parts;
}

const two = (value: number) => String(value).padStart(2, '0');

export function localDay(instant: string | number, zone: string): string {
  const at = partsOf(instant, zone);
  return `${at.year}-${two(at.month)}-${two(at.day)}`;
}

/** The day that ends at a local midnight, or in which the instant lies. */
export function lastDay(end: string, zone: string): string {
  return localDay(Date.parse(end) - 1, zone);
}

/** "2026-12" -> "2027-01" */
export function monthAfter(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${two(number + 1)}`;
}

export function localTime(instant: string | number, zone: string): string {
  const at = partsOf(instant, zone);
  return `${two(at.hour)}:${two(at.minute)}`;
}

/** "2026-03-12 14:41" */
export function localMinute(instant: string | number, zone: string): string {
  return `${localDay(instant, zone)} ${localTime(instant, zone)}`;
}

/** "2026-03-12 14:41:58" */
export function localSecond(instant: string | number, zone: string): string {
  return `${localMinute(instant, zone)}:${two(partsOf(instant, zone).second)}`;
}

/** "14:41:58.204": for the steps of an order, where a tenth of a second matters. */
export function localMilli(instant: string, zone: string): string {
  return `${localSecond(instant, zone).slice(11)}.${instant.slice(20, 23)}`;
}

/** The wall clock of the zone as if it were UTC, for chart axes that only know UTC. */
export function wallClock(instant: string | number, zone: string): number {
  const at = partsOf(instant, zone);
  return Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second);
}

/**
 * The instant at which the clocks of the zone show a day and a time, "2026-04-01" and "00:00"; of
 * one that a gap swallows, the end of the gap. Null when they are none.
 */
export function zonedInstant(day: string, time: string, zone: string): string | null {
  const wall = Date.parse(`${day}T${time}:00Z`);
  const written = /^\d{4}-\d{2}-\d{2}$/.test(day) && /^\d{2}:\d{2}$/.test(time);
  if (!written || Number.isNaN(wall)) return null;
  const offset = (at: number) => wallClock(at, zone) - at;
  const guess = wall - offset(wall);
  const at = wall - offset(guess);
  const shown = wallClock(at, zone);
  return new Date(shown === wall ? at : Math.max(at, guess)).toISOString();
}

/** Whole days from one instant to another, never negative. */
export function daysBetween(from: string | number, to: string | number): number {
  return Math.max(0, Math.floor((Date.parse(String(to)) - new Date(from).getTime()) / 86_400_000));
}
