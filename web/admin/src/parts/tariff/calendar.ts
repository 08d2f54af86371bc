// Between the rules of a calendar and a picture of twelve months by forty-eight half-hours.
import { months, type Calendar, type Rule } from './terms';

export const slots = 48;
const minutesOfSlot = 30;
const wholeDay = '00:00-24:00';

/** For each month, the period of each half-hour. */
export type Grid = string[][];

/** Which days a picture shows. */
export type DayKind = 'weekday' | 'weekend' | { holiday: string };

const two = (value: number) => String(value).padStart(2, '0');

export function clock(slot: number): string {
  return `${two(Math.floor(slot / 2))}:${slot % 2 ? '30' : '00'}`;
}

function minute(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
}

function holds(span: string, at: number): boolean {
  const from = minute(span.slice(0, 5));
  const to = minute(span.slice(6, 11));
  return from < to ? at >= from && at < to : at >= from || at < to;
}

function fits(rule: Rule, month: number, at: number, kind: DayKind): boolean {
  const holiday = typeof kind === 'object' ? kind.holiday : null;
  if (rule.months?.length && !rule.months.includes(month)) return false;
  if (rule.times?.length && !rule.times.some((span) => holds(span, at))) return false;
  if (rule.holidays?.length && !rule.holidays.some((name) => name === holiday)) return false;
  const days = rule.days ?? 'all';
  if (days === 'weekday') return kind === 'weekday';
  if (days === 'weekend') return kind === 'weekend';
  return days === 'all' || kind !== 'weekday';
}

/** The period of each half-hour by rules of which the first that fits wins. */
export function pictureOf(calendar: Calendar, kind: DayKind): Grid {
  return months.map((month) =>
    Array.from({ length: slots }, (_, slot) => {
      const at = slot * minutesOfSlot;
      const rule = calendar.rules?.find((one) => fits(one, month, at, kind));
      return rule?.period ?? calendar.default ?? '';
    }),
  );
}

function isPlain(rule: Rule): boolean {
  const even = (rule.times ?? []).every((span) => /^\d\d:[03]0-\d\d:[03]0$/.test(span));
  return even && !rule.holidays?.length && (rule.days ?? 'all') === 'all';
}

/**
 * What of a calendar is a picture, and the rules before it that are more: of certain days, or of
 * other bounds than half-hours. Order decides, so a plain rule before such a one stays with it.
 */
export function splitRules(rules: Rule[]): { special: Rule[]; plain: Rule[] } {
  let last = -1;
  rules.forEach((rule, place) => {
    if (!isPlain(rule)) last = place;
  });
  return { special: rules.slice(0, last + 1), plain: rules.slice(last + 1) };
}

function spansOf(row: string[], period: string): string[] {
  const spans: [number, number][] = [];
  for (let slot = 0; slot < slots; slot += 1) {
    if (row[slot] !== period) continue;
    const open = spans.at(-1);
    if (open && open[1] === slot) open[1] = slot + 1;
    else spans.push([slot, slot + 1]);
  }
  const first = spans[0];
  const last = spans.at(-1);
  // Over midnight in one piece, as people say it.
  if (first && last && first !== last && first[0] === 0 && last[1] === slots) {
    spans.pop();
    spans[0] = [last[0], first[1]];
    spans.push(spans.shift() as [number, number]);
  }
  return spans.map(([from, to]) => `${clock(from)}-${to === slots ? '24:00' : clock(to)}`);
}

/** The rules that paint a picture on a ground of `otherwise`. */
export function rulesOf(grid: Grid, otherwise: string, periods: string[]): Rule[] {
  const rules: Rule[] = [];
  for (const period of periods) {
    if (period === otherwise) continue;
    const alike = new Map<string, number[]>();
    grid.forEach((row, place) => {
      const times = spansOf(row, period).join(' ');
      if (times) alike.set(times, [...(alike.get(times) ?? []), place + 1]);
    });
    for (const [times, which] of alike) {
      const rule: Rule = { period };
      if (times !== wholeDay) rule.times = times.split(' ');
      if (which.length < 12) rule.months = which;
      rules.push(rule);
    }
  }
  return rules;
}

/** Neighbouring half-hours of one period, for a row of blocks. */
export function runsOf(row: string[]): { period: string; from: number; to: number }[] {
  const runs: { period: string; from: number; to: number }[] = [];
  row.forEach((period, slot) => {
    const open = runs.at(-1);
    if (open && open.period === period) open.to = slot + 1;
    else runs.push({ period, from: slot, to: slot + 1 });
  });
  return runs;
}
