// Tariffs as files: {name, terms}, as the templates are.
import { saveFile } from '../saveFile';
import type { Terms } from './terms';

export type TariffFile = { name: string; terms: Terms };
export type Template = TariffFile & { mark: string; region: string; basis: string };
export type HolidayFile = {
  year: number;
  source: string;
  mark: string;
  holidays: Record<string, string[]>;
  workdays: string[];
};

const templates = import.meta.glob<Template>('../../../../../config/tariffs/*.json', {
  import: 'default',
});
const holidays = import.meta.glob<HolidayFile>('../../../../../config/holidays/*.json', {
  import: 'default',
});

export function loadTemplates(): Promise<Template[]> {
  return Promise.all(Object.values(templates).map((load) => load()));
}
export async function loadHolidays(): Promise<HolidayFile[]> {
  const files = await Promise.all(Object.values(holidays).map((load) => load()));
  return files.sort((a, b) => a.year - b.year);
}

export function saveTariff(name: string, terms: Terms): void {
  const text = `${JSON.stringify({ name, terms }, null, 2)}\n`;
  saveFile(`${name || 'tariff'}.json`, new Blob([text], { type: 'application/json' }));
}

/** What a file holds: {name, terms}, or terms alone; null when it is neither. */
export async function readTariff(file: File): Promise<TariffFile | null> {
  try {
    const json = JSON.parse(await file.text()) as Record<string, unknown>;
    const terms = (json.terms ?? json) as Terms;
    if (typeof terms !== 'object' || typeof terms.energy !== 'object') return null;
    return { name: typeof json.name === 'string' ? json.name : '', terms };
  } catch {
    return null;
  }
}
