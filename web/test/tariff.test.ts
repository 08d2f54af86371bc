// The editor's draft: what goes in comes out, and the picture of the periods means what the rules say.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  pictureOf,
  rulesOf,
  splitRules,
  type DayKind,
  type Grid,
} from '../admin/src/parts/tariff/calendar';
import type { Calendar, Terms } from '../admin/src/parts/tariff/terms';
import { draftOf, emptyDraft, termsOf } from '../admin/src/pages/tariff-edit/draft';
import { zonedInstant } from '../shared/src/time';

const folder = fileURLToPath(new URL('../../config/tariffs/', import.meta.url));
const templates = readdirSync(folder).map((file) => ({
  file,
  terms: JSON.parse(readFileSync(folder + file, 'utf8')).terms as Terms,
}));
const goldenFile = fileURLToPath(new URL('../../tests/tariff/data/golden.json', import.meta.url));
const golden = JSON.parse(readFileSync(goldenFile, 'utf8').replace(/^\s*\/\/.*$/gm, '')) as {
  cases: { case: { id: string; tariffs?: (Terms & { id: string; valid_from: string })[] } }[];
};

const cases = [
  ...templates,
  ...golden.cases.flatMap(({ case: { id, tariffs } }) =>
    (tariffs ?? []).map(({ id: version, valid_from: _, ...terms }) => ({
      file: `${id}/${version}`,
      terms: terms as Terms,
    })),
  ),
];

const kindsOf = (calendar: Calendar): DayKind[] => [
  'weekday',
  'weekend',
  ...Object.keys(calendar.holidays ?? {}).map((holiday) => ({ holiday })),
];

/** Numbers as texts, what is usual left out: two ways to write one thing are equal. */
function normal(terms: Terms): Terms {
  const copy = JSON.parse(JSON.stringify(terms), (_key, value: unknown) =>
    typeof value === 'number' ? String(value) : value,
  ) as Terms;
  delete copy.calendar;
  if (typeof copy.vat === 'string') copy.vat = { rate: copy.vat };
  if (copy.free_quota) copy.free_quota.mode ??= 'deduct';
  if (copy.tier_cycle?.unit === 'month') copy.tier_cycle.day ??= '1' as never;
  if (copy.tier_cycle?.unit === 'year') copy.tier_cycle.start ??= '01-01';
  if (['tier', 'tier_tou', 'tou_tier_adder'].includes(copy.energy.type))
    copy.tier_cycle ??= { unit: 'month', day: '1' as never };
  else delete copy.tier_cycle;
  for (const one of copy.surcharges ?? []) if (!one.pf_exempt) delete one.pf_exempt;
  for (const fee of copy.fixed ?? []) if (fee.per_month !== undefined) fee.proration ??= 'calendar';
  return copy;
}

describe('a draft', () => {
  for (const { file, terms } of cases)
    it(`keeps the terms of ${file}`, () => {
      const made = termsOf(draftOf(terms));
      expect(made.otherWrong).toBe(false);
      const before = normal(terms);
      // A clock that no price looks at is left out.
      if (!made.terms.register_map) delete before.register_map;
      expect(normal(made.terms)).toEqual(before);
      const { calendar } = terms;
      if (!calendar || !made.terms.calendar) return;
      for (const kind of kindsOf(calendar))
        expect(pictureOf(made.terms.calendar, kind)).toEqual(pictureOf(calendar, kind));
      expect(made.terms.calendar.workdays ?? []).toEqual(calendar.workdays ?? []);
    });

  it('says so when its JSON is none', () => {
    const draft = emptyDraft();
    draft.other = '{ "pf": ';
    expect(termsOf(draft).otherWrong).toBe(true);
  });

  it('does not let its JSON speak of what has a field', () => {
    const draft = emptyDraft();
    draft.price = '0.5';
    draft.other = '{ "energy": { "type": "flat", "price": "9" } }';
    expect(termsOf(draft).otherWrong).toBe(true);
    draft.other = '[1]';
    expect(termsOf(draft).otherWrong).toBe(true);
  });
});

const blank = (period: string): Grid =>
  Array.from({ length: 12 }, () => Array<string>(48).fill(period));

describe('the picture of the periods', () => {
  it('becomes one rule over midnight', () => {
    const grid = blank('flat');
    for (const row of grid) row.fill('valley', 0, 12).fill('valley', 44, 48);
    expect(rulesOf(grid, 'flat', ['flat', 'valley'])).toEqual([
      { period: 'valley', times: ['22:00-06:00'] },
    ]);
  });

  it('puts months that are alike together', () => {
    const grid = blank('flat');
    for (const month of [6, 7]) grid[month]?.fill('peak', 20, 23);
    grid[0]?.fill('peak');
    expect(rulesOf(grid, 'flat', ['flat', 'peak'])).toEqual([
      { period: 'peak', months: [1] },
      { period: 'peak', times: ['10:00-11:30'], months: [7, 8] },
    ]);
  });

  it('comes back from its rules, whatever is painted', () => {
    let seed = 7;
    const dice = (most: number) => (seed = (seed * 48271) % 2147483647) % most;
    for (let round = 0; round < 200; round += 1) {
      const periods = ['sharp', 'peak', 'flat', 'valley'];
      const grid = blank('flat');
      for (let stroke = 0; stroke < 12; stroke += 1) {
        const from = dice(48);
        const to = from + 1 + dice(48 - from);
        const last = dice(12);
        for (let month = dice(last + 1); month <= last; month += 1)
          grid[month]?.fill(periods[dice(4)] as string, from, to);
      }
      const rules = rulesOf(grid, 'flat', periods);
      expect(pictureOf({ rules, default: 'flat' }, 'weekday')).toEqual(grid);
    }
  });

  it('leaves a rule before one of certain days where it is', () => {
    const rules = [
      { period: 'sharp', times: ['10:00-11:00'] },
      { period: 'deep', days: 'restday' as const },
      { period: 'peak', times: ['08:00-20:00'] },
    ];
    expect(splitRules(rules)).toEqual({ special: rules.slice(0, 2), plain: rules.slice(2) });
  });

  it('knows weekends and holidays', () => {
    const calendar: Calendar = {
      rules: [
        { period: 'deep', holidays: ['春节'], times: ['10:00-14:00'] },
        { period: 'valley', days: 'restday' },
        { period: 'peak', times: ['08:00-20:00'], days: 'weekday' },
      ],
      default: 'flat',
    };
    const noon = (kind: DayKind) => pictureOf(calendar, kind)[4]?.[24];
    expect(noon('weekday')).toBe('peak');
    expect(noon('weekend')).toBe('valley');
    expect(noon({ holiday: '春节' })).toBe('deep');
    expect(noon({ holiday: '国庆节' })).toBe('valley');
  });
});

describe('an instant of a wall clock', () => {
  it('is found in any zone', () => {
    expect(zonedInstant('2026-12-01', '00:00', 'Asia/Shanghai')).toBe('2026-11-30T16:00:00.000Z');
    expect(zonedInstant('2026-07-01', '00:00', 'Europe/Berlin')).toBe('2026-06-30T22:00:00.000Z');
    expect(zonedInstant('2026-03-29', '02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
  });
  it('is none when the words are none', () => {
    for (const [day, time] of [
      ['', '00:00'],
      ['2026-12-01', ''],
      ['2026-12-01', '25:00'],
    ] as const)
      expect(zonedInstant(day, time, 'Asia/Shanghai')).toBeNull();
  });
});
