// What the editor holds, and the way to a document and back.
import { pictureOf, rulesOf, slots, splitRules, type Grid } from '../../parts/tariff/calendar';
import {
  byPeriod,
  kinds,
  months,
  periodsOf,
  tiersOf,
  waterKinds,
  type Energy,
  type Fee,
  type Kind,
  type Prices,
  type Row,
  type Rule,
  type Terms,
} from '../../parts/tariff/terms';

export type Tier = { upto: string; price: string; prices: Prices };
export type Special = { months: number[]; tiers: Tier[] };
export type FeeRow = {
  code: string;
  amount: string;
  per: 'calendar' | 'thirtieth' | 'full_month' | 'day';
};
export type Draft = {
  medium: 'electricity' | 'water';
  kind: Kind;
  price: string;
  /** tou_tier_adder on one price for all hours. */
  onePrice: boolean;
  periods: string[];
  prices: Prices;
  tiers: Tier[];
  byMonth: Special[];
  cycle: { unit: 'month' | 'year'; day: number; start: string };
  clock: 'calendar' | 'registers';
  grid: Grid;
  otherwise: string;
  special: Rule[];
  holidays: Record<string, string[]>;
  workdays: string[];
  registers: Record<string, string>;
  /** By the kWh, or m³ of water, as is the quota. */
  surcharges: { code: string; per_kwh: string; pf_exempt: boolean }[];
  fixed: FeeRow[];
  quota: { on: boolean; kwh: string; mode: 'deduct' | 'credit'; price: string };
  minimum: { on: boolean; amount: string; of: string[] };
  vat: string;
  /** Keys the editor has no fields for, as JSON. */
  other: string;
};

const formed = [
  'medium',
  'energy',
  'calendar',
  'register_map',
  'tier_cycle',
  'surcharges',
  'fixed',
  'free_quota',
  'min_charge',
  'vat',
];
export const rates = ['T1', 'T2', 'T3', 'T4', 'T5'];

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

export function needsPeriods(draft: Draft): boolean {
  if (draft.kind === 'tou' || draft.kind === 'tier_tou') return true;
  return draft.kind === 'tou_tier_adder' && !draft.onePrice;
}
/** What may be priced so. */
export function kindsOf(draft: Draft): Kind[] {
  return draft.medium === 'water' ? waterKinds : kinds;
}
export function isTiered(kind: Kind): boolean {
  return kind === 'tier' || kind === 'tier_tou' || kind === 'tou_tier_adder';
}

function plainGrid(period: string): Grid {
  return months.map(() => Array<string>(slots).fill(period));
}

export function emptyDraft(): Draft {
  return {
    medium: 'electricity',
    kind: 'flat',
    price: '',
    onePrice: false,
    periods: ['peak', 'flat', 'valley'],
    prices: {},
    tiers: [
      { upto: '', price: '', prices: {} },
      { upto: '', price: '', prices: {} },
      { upto: '', price: '', prices: {} },
    ],
    byMonth: [],
    cycle: { unit: 'year', day: 1, start: '01-01' },
    clock: 'calendar',
    grid: plainGrid('flat'),
    otherwise: 'flat',
    special: [],
    holidays: {},
    workdays: [],
    registers: { T1: 'sharp', T2: 'peak', T3: 'flat', T4: 'valley' },
    surcharges: [],
    fixed: [],
    quota: { on: false, kwh: '15', mode: 'deduct', price: '' },
    minimum: { on: false, amount: '', of: ['energy'] },
    vat: '',
    other: '',
  };
}

function tierOf(row: Row): Tier {
  return { upto: text(row.upto), price: text(row.price ?? row.adder), prices: { ...row.prices } };
}

function readFee(fee: Fee): FeeRow {
  if (fee.per_day !== undefined) return { code: fee.code, amount: text(fee.per_day), per: 'day' };
  return { code: fee.code, amount: text(fee.per_month), per: fee.proration ?? 'calendar' };
}

function readPeriods(draft: Draft, terms: Terms): void {
  const { calendar } = terms;
  if (terms.register_map) {
    draft.clock = 'registers';
    draft.registers = { ...terms.register_map };
  }
  if (!calendar) return;
  const { special, plain } = splitRules(calendar.rules ?? []);
  draft.special = special;
  draft.otherwise = calendar.default ?? draft.periods[0] ?? '';
  draft.grid = pictureOf({ rules: plain, default: draft.otherwise }, 'weekday');
  draft.holidays = { ...calendar.holidays };
  draft.workdays = [...(calendar.workdays ?? [])];
}

/** From a document; one that is no tariff at all gives whatever can be read of it. */
export function draftOf(terms: Terms): Draft {
  const draft = emptyDraft();
  const energy: Energy = terms.energy ?? { type: 'flat' };
  draft.medium = terms.medium ?? 'electricity';
  draft.kind = energy.type;
  draft.price = text(energy.price);
  draft.onePrice = energy.type === 'tou_tier_adder' && !energy.prices;
  if (byPeriod(energy)) {
    draft.periods = periodsOf(energy);
    draft.otherwise = draft.periods.includes('flat') ? 'flat' : (draft.periods.at(-1) ?? '');
    draft.grid = plainGrid(draft.otherwise);
  }
  draft.prices = { ...energy.prices };
  if (tiersOf(energy).length) draft.tiers = tiersOf(energy).map(tierOf);
  draft.byMonth = (energy.by_month ?? []).map((one) => ({
    months: [...one.months],
    tiers: tiersOf(one).map(tierOf),
  }));
  const cycle = terms.tier_cycle;
  draft.cycle = {
    unit: cycle?.unit ?? 'month', // as it is reckoned without one
    day: cycle?.day ?? 1,
    start: cycle?.start ?? '01-01',
  };
  readPeriods(draft, terms);
  draft.surcharges = (terms.surcharges ?? []).map((one) => ({
    code: one.code,
    per_kwh: text(one.per_m3 ?? one.per_kwh),
    pf_exempt: one.pf_exempt ?? false,
  }));
  draft.fixed = (terms.fixed ?? []).map(readFee);
  const quota = terms.free_quota;
  if (quota)
    draft.quota = {
      on: true,
      kwh: text(quota.m3 ?? quota.kwh),
      mode: quota.mode ?? 'deduct',
      price: text(quota.price),
    };
  const minimum = terms.min_charge;
  if (minimum) draft.minimum = { on: true, amount: text(minimum.amount), of: [...minimum.of] };
  draft.vat = typeof terms.vat === 'object' ? text(terms.vat.rate) : text(terms.vat);
  const other = Object.fromEntries(Object.entries(terms).filter(([key]) => !formed.includes(key)));
  draft.other = Object.keys(other).length ? JSON.stringify(other, null, 2) : '';
  return draft;
}

function rowsOf(draft: Draft, tiers: Tier[]): Row[] {
  return tiers.map((tier, place) => {
    const upto = place + 1 === tiers.length ? null : tier.upto;
    if (draft.kind === 'tier_tou') return { upto, prices: pricesOf(draft, tier.prices) };
    return draft.kind === 'tier' ? { upto, price: tier.price } : { upto, adder: tier.price };
  });
}

function pricesOf(draft: Draft, prices: Prices): Prices {
  return Object.fromEntries(draft.periods.map((period) => [period, prices[period] ?? '']));
}

function energyOf(draft: Draft): Energy {
  const energy: Energy = { type: draft.kind };
  if (draft.kind === 'flat' || (draft.kind === 'tou_tier_adder' && draft.onePrice))
    energy.price = draft.price;
  else if (draft.kind === 'tou' || draft.kind === 'tou_tier_adder')
    energy.prices = pricesOf(draft, draft.prices);
  if (!isTiered(draft.kind)) return energy;
  const list = draft.kind === 'tier_tou' ? 'rows' : 'tiers';
  energy[list] = rowsOf(draft, draft.tiers);
  if (draft.byMonth.length)
    energy.by_month = draft.byMonth.map((one) => ({
      months: one.months,
      [list]: rowsOf(draft, one.tiers),
    }));
  return energy;
}

function calendarOf(draft: Draft): Terms['calendar'] {
  const calendar: Terms['calendar'] = {
    rules: [...draft.special, ...rulesOf(draft.grid, draft.otherwise, draft.periods)],
    default: draft.otherwise,
  };
  if (Object.keys(draft.holidays).length) calendar.holidays = draft.holidays;
  if (draft.workdays.length) calendar.workdays = draft.workdays;
  return calendar;
}

function cycleOf({ cycle }: Draft): Terms['tier_cycle'] {
  if (cycle.unit === 'year') return { unit: 'year', start: cycle.start };
  return { unit: 'month', day: cycle.day };
}

function feeOf({ code, amount, per }: FeeRow): Fee {
  return per === 'day' ? { code, per_day: amount } : { code, per_month: amount, proration: per };
}

/** An object of keys that have no fields, or null. */
function readOther(written: string): Record<string, unknown> | null {
  try {
    const other = JSON.parse(written) as Record<string, unknown> | null;
    if (typeof other !== 'object' || other === null || Array.isArray(other)) return null;
    return Object.keys(other).some((key) => formed.includes(key)) ? null : other;
  } catch {
    return null;
  }
}

/** The document; `otherWrong` when the part that is typed as JSON is none. */
export function termsOf(draft: Draft): { terms: Terms; otherWrong: boolean } {
  const water = draft.medium === 'water';
  const terms: Terms = { ...(water ? { medium: 'water' } : {}), energy: energyOf(draft) };
  let otherWrong = false;
  if (isTiered(draft.kind)) terms.tier_cycle = cycleOf(draft);
  if (needsPeriods(draft)) {
    if (draft.clock === 'calendar') terms.calendar = calendarOf(draft);
    else
      terms.register_map = Object.fromEntries(
        Object.entries(draft.registers).filter(([, period]) => period),
      );
  }
  if (draft.surcharges.length)
    terms.surcharges = draft.surcharges.map(({ code, per_kwh, pf_exempt }) =>
      water
        ? { code, per_m3: per_kwh }
        : pf_exempt
          ? { code, per_kwh, pf_exempt }
          : { code, per_kwh },
    );
  if (draft.fixed.length) terms.fixed = draft.fixed.map(feeOf);
  if (draft.quota.on) {
    const { kwh, mode, price } = draft.quota;
    const free = water ? { m3: kwh } : { kwh };
    terms.free_quota = mode === 'credit' ? { ...free, mode, price } : { ...free, mode };
  }
  if (draft.minimum.on) terms.min_charge = { amount: draft.minimum.amount, of: draft.minimum.of };
  if (draft.vat) terms.vat = { rate: draft.vat };
  if (draft.other.trim()) {
    const other = readOther(draft.other);
    otherWrong = other === null;
    Object.assign(terms, other);
  }
  return { terms, otherWrong };
}
