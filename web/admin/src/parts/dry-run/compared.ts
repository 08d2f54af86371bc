// What other terms would have changed, account by account: sums, bins of a chart, and the part of
// the table that is looked at.
import type { Schemas } from '@e2ms/shared';

export type Row = Schemas['DryRunList']['items'][number];
export type Compared = Row & {
  energy_wh: number;
  before_fen: number;
  after_fen: number;
  difference_fen: number;
};

export const isCompared = (row: Row): row is Compared => row.obstacle === null;

export type Summary = {
  compared: number;
  obstacles: number;
  before: number;
  after: number;
  more: number;
  less: number;
  same: number;
  most: Compared | null;
};

export function summaryOf(rows: readonly Row[]): Summary {
  const compared = rows.filter(isCompared);
  const count = (wanted: (fen: number) => boolean) =>
    compared.filter((row) => wanted(row.difference_fen)).length;
  const most = [...compared].sort((a, b) => b.difference_fen - a.difference_fen)[0];
  return {
    compared: compared.length,
    obstacles: rows.length - compared.length,
    before: compared.reduce((sum, row) => sum + row.before_fen, 0),
    after: compared.reduce((sum, row) => sum + row.after_fen, 0),
    more: count((fen) => fen > 0),
    less: count((fen) => fen < 0),
    same: count((fen) => fen === 0),
    most: most && most.difference_fen > 0 ? most : null,
  };
}

/** Hundredths of a percent of what it was; null of nothing. */
export function percentOf(before: number, difference: number): number | null {
  return before > 0 ? Math.round((difference * 10_000) / before) : null;
}

/** Accounts whose difference lies beyond `from` and up to `to`, away from zero; both 0: none. */
export type Bin = { from: number; to: number; count: number };

const binsOfASide = 6;

/** 1, 2 or 5 with zeros: the least of them so that a side has few bins. */
function stepFor(furthest: number): number {
  for (let ten = 1; ; ten *= 10)
    for (const step of [ten, 2 * ten, 5 * ten]) if (furthest <= step * binsOfASide) return step;
}

/** From those who would pay less to those who would pay more; who pays the same stands between. */
export function binsOf(rows: readonly Row[]): Bin[] {
  const differences = rows.filter(isCompared).map((row) => row.difference_fen);
  if (differences.length === 0) return [];
  const step = stepFor(Math.max(...differences.map(Math.abs)));
  const side = (sign: 1 | -1): Bin[] => {
    const amounts = differences.filter((fen) => fen * sign > 0).map(Math.abs);
    const length = Math.ceil(Math.max(0, ...amounts) / step);
    return Array.from({ length }, (_, index) => ({
      from: sign * index * step,
      to: sign * (index + 1) * step,
      count: amounts.filter((fen) => fen > index * step && fen <= (index + 1) * step).length,
    }));
  };
  const same = { from: 0, to: 0, count: differences.filter((fen) => fen === 0).length };
  return [...side(-1).reverse(), same, ...side(1)];
}

export const kinds = ['more', 'less', 'same', 'obstacle'] as const;
export type Kind = (typeof kinds)[number];
export type Look = { search: string; kind: Kind | ''; sort: string };

function isOf(kind: Kind | '', row: Row): boolean {
  if (kind === '') return true;
  if (!isCompared(row)) return kind === 'obstacle';
  const sign = Math.sign(row.difference_fen);
  return { more: sign > 0, less: sign < 0, same: sign === 0, obstacle: false }[kind];
}

const keys: Record<string, (row: Compared) => number> = {
  energy: (row) => row.energy_wh,
  before: (row) => row.before_fen,
  after: (row) => row.after_fen,
  difference: (row) => row.difference_fen,
  percent: (row) => percentOf(row.before_fen, row.difference_fen) ?? 0,
};

const byRoom = (a: Row, b: Row) =>
  a.room.localeCompare(b.room, 'zh-CN', { numeric: true }) || a.account_id - b.account_id;

/** Those that can't be compared have no amounts to sort by and come last. */
export function lookedAt(rows: readonly Row[], { search, kind, sort }: Look): Row[] {
  const part = search.trim().toLowerCase();
  const found = rows.filter(
    (row) => isOf(kind, row) && `${row.room}\n${row.tenant}`.toLowerCase().includes(part),
  );
  const sign = sort.startsWith('-') ? -1 : 1;
  const name = sort.replace('-', '');
  const key = keys[name];
  return found.sort((a, b) => {
    if (!key)
      return (
        sign * (name === 'tenant' ? a.tenant.localeCompare(b.tenant, 'zh-CN') || byRoom(a, b) : byRoom(a, b))
      );
    if (!isCompared(a) || !isCompared(b)) return Number(isCompared(b)) - Number(isCompared(a));
    return sign * (key(a) - key(b)) || byRoom(a, b);
  });
}
