// Integers in, text out: no amount ever passes through a floating-point fraction.

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

function hundredths(value: number): string {
  const sign = value < 0 ? '-' : '';
  const digits = String(Math.abs(value)).padStart(3, '0');
  return `${sign}${grouped(digits.slice(0, -2))}.${digits.slice(-2)}`;
}

/** 123456 fen -> "1,234.56" */
export function yuan(fen: number): string {
  return hundredths(fen);
}

/** 123456 fen -> "¥1,234.56" */
export function money(fen: number): string {
  return fen < 0 ? `-¥${hundredths(-fen)}` : `¥${hundredths(fen)}`;
}

/** 6864 Wh -> "6.86"; half a hundredth goes away from zero. */
export function kwh(wh: number): string {
  const rounded = Math.floor((Math.abs(wh) + 5) / 10);
  return hundredths(wh < 0 ? -rounded : rounded);
}

/** 6864 Wh -> "6.864": exact, where one reckons with it. */
export function exactKwh(wh: number): string {
  return thousandths(wh, 3);
}

/** What a grant gives, fen or Wh: "¥50.00", "12.50 kWh"; of water m³ */
export function given(unit: 'yuan' | 'kwh', quantity: number, called = 'kWh'): string {
  return unit === 'kwh' ? `${kwh(quantity)} ${called}` : money(quantity);
}

/** 1180 W -> "1.18"; a load in kW with two decimals. */
export const kw = kwh;

/** 60000000 (1e-8 yuan) -> "0.60"; further decimals only where they say something. */
export function price(e8: number): string {
  const digits = String(e8).padStart(9, '0');
  const fraction = digits.slice(-8).replace(/0{1,6}$/, '');
  return `${grouped(digits.slice(0, -8))}.${fraction}`;
}

/** "7161.600000000" fen -> "71.616": exact, at least two decimals of a yuan. */
export function exactYuan(fen: string): string {
  const sign = fen.startsWith('-') ? '-' : '';
  const [whole = '0', fraction = ''] = fen.replace('-', '').split('.');
  const padded = whole.padStart(3, '0');
  const decimals = (padded.slice(-2) + fraction).replace(/0+$/, '').padEnd(2, '0');
  return `${sign}${grouped(padded.slice(0, -2))}.${decimals}`;
}

/** "1234.5" -> "1,234.50": exact decimals, at least so many of them. */
export function decimal(text: string, least = 2): string {
  const sign = text.startsWith('-') ? '-' : '';
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const decimals = fraction.replace(/0+$/, '').padEnd(least, '0');
  return `${sign}${grouped(whole)}${decimals ? '.' : ''}${decimals}`;
}

/** "13.333333333333" -> "≈13.333": no more than so many decimals, and a sign when some are gone. */
export function atMost(text: string, most: number, least = 2): string {
  const [whole = '0', fraction = ''] = text.split('.');
  const shown = decimal(`${whole}.${fraction.slice(0, most)}`, least);
  return /[1-9]/.test(fraction.slice(most)) ? `≈${shown}` : shown;
}

/** "0.06" -> "6%" */
export function percent(text: string): string {
  const sign = text.startsWith('-') ? '-' : '';
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const padded = fraction.padEnd(2, '0');
  const digits = (whole + padded.slice(0, 2)).replace(/^0+(?=\d)/, '');
  return `${sign}${decimal(`${digits}.${padded.slice(2)}`, 0)}%`;
}

/** 229600 mV -> "229.6"; thousandths cut to the given decimals, rounded. */
export function thousandths(value: number, decimals: 1 | 2 | 3): string {
  const step = decimals === 1 ? 100 : decimals === 2 ? 10 : 1;
  const rounded = Math.floor((Math.abs(value) + step / 2) / step);
  const digits = String(rounded).padStart(decimals + 1, '0');
  const sign = value < 0 && rounded > 0 ? '-' : '';
  return `${sign}${grouped(digits.slice(0, -decimals))}.${digits.slice(-decimals)}`;
}

const kwhPattern = /^(\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(?:\.(\d{1,3}))?$/;

/** "1,284.37" kWh as a meter shows it -> 1284370 Wh; anything else -> null. */
export function parseKwh(text: string): number | null {
  const match = kwhPattern.exec(text.trim());
  if (!match?.[1]) return null;
  return Number(match[1].replaceAll(',', '')) * 1000 + Number((match[2] ?? '').padEnd(3, '0'));
}

const yuanPattern = /^¥?\s*(\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(?:\.(\d{1,2}))?$/;

/**
 * "100.5" -> 10050 fen; anything that is not an amount of yuan -> null. A comma only parts
 * thousands: "100,50" is no amount, because it may be meant as 100.50.
 */
export function parseYuan(text: string): number | null {
  const match = yuanPattern.exec(text.trim());
  if (!match?.[1]) return null;
  return Number(match[1].replaceAll(',', '')) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}
