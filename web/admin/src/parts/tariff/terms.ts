// The document of a tariff version as docs/tariffs.md tells it. Numbers are texts.

export type Days = 'all' | 'weekday' | 'weekend' | 'restday';
export type Rule = {
  period: string;
  times?: string[];
  months?: number[];
  days?: Days;
  holidays?: string[];
};
export type Calendar = {
  rules?: Rule[];
  default?: string;
  holidays?: Record<string, string[]>;
  workdays?: string[];
};
export type Prices = Record<string, string>;
export type Row = { upto: string | null; price?: string; adder?: string; prices?: Prices };
export type Kind = 'flat' | 'tou' | 'tier' | 'tier_tou' | 'tou_tier_adder';
export const kinds: Kind[] = ['flat', 'tou', 'tier', 'tier_tou', 'tou_tier_adder'];
/** Those that a water meter can tell. */
export const waterKinds: Kind[] = ['flat', 'tier'];
export type Months = { months: number[]; tiers?: Row[]; rows?: Row[] };
export type Energy = {
  type: Kind;
  price?: string;
  prices?: Prices;
  tiers?: Row[];
  rows?: Row[];
  by_month?: Months[];
};
export type Fee = {
  code: string;
  per_month?: string;
  per_day?: string;
  proration?: 'calendar' | 'thirtieth' | 'full_month';
};
export type Terms = {
  medium?: 'electricity' | 'water';
  energy: Energy;
  calendar?: Calendar;
  register_map?: Record<string, string>;
  tier_cycle?: { unit: 'month' | 'year'; day?: number; start?: string };
  /** Of water `per_m3`. */
  surcharges?: { code: string; per_kwh?: string; per_m3?: string; pf_exempt?: boolean }[];
  fixed?: Fee[];
  /** Of water `m3`. */
  free_quota?: { kwh?: string; m3?: string; mode?: 'deduct' | 'credit'; price?: string };
  min_charge?: { amount: string; of: string[] };
  vat?: string | { rate: string };
  [other: string]: unknown;
};

export const months = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
export const usualPeriods = ['sharp', 'peak', 'flat', 'valley', 'deep'];

/** Whether its prices depend on periods, and so on a calendar or a register map. */
export function byPeriod(energy: Energy): boolean {
  if (energy.type === 'tou' || energy.type === 'tier_tou') return true;
  return energy.type === 'tou_tier_adder' && energy.prices !== undefined;
}

export function periodsOf(energy: Energy): string[] {
  const names = Object.keys(energy.prices ?? energy.rows?.[0]?.prices ?? {});
  const rank = (name: string) => usualPeriods.indexOf(name) + 1 || 99;
  return names.sort((a, b) => rank(a) - rank(b));
}

/** The rows of its tiers, under whatever name they stand. */
export function tiersOf(of: { tiers?: Row[]; rows?: Row[] }): Row[] {
  return of.rows ?? of.tiers ?? [];
}
