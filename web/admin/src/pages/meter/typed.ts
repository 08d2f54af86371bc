// What a person types off a display, as the API takes it.
import { parseKwh } from '@e2ms/shared';

/** "1,284.37" -> "1284.37"; null when it is no register. */
export function kwhText(text: string): string | null {
  return parseKwh(text) === null ? null : text.trim().replaceAll(',', '');
}

/** T1, T2 and so on, as far as they were seen; nothing when none was. */
export function ratesText(rates: string[]): { rates_kwh?: (string | null)[] } {
  const seen = rates.map(kwhText);
  return seen.some((one) => one !== null) ? { rates_kwh: seen } : {};
}

/** 1 to a million, or null. */
export function wholeNumber(text: string): number | null {
  const number = /^[1-9]\d{0,6}$/.test(text.trim()) ? Number(text.trim()) : null;
  return number !== null && number <= 1_000_000 ? number : null;
}
