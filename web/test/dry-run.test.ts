import { describe, expect, it } from 'vitest';
import { binsOf, lookedAt, percentOf, summaryOf, type Row } from '../admin/src/parts/dry-run/compared';
import { monthsBefore } from '../admin/src/parts/dry-run/months';

let last = 0;
function account(room: string, before: number, after: number): Row {
  last += 1;
  return { account_id: last, tenant: `租户${room}`, room, energy_wh: before * 10, before_fen: before, after_fen: after,
    difference_fen: after - before, obstacle: null };
}
function unknown(room: string): Row {
  last += 1;
  return { account_id: last, tenant: '', room, energy_wh: null, before_fen: null, after_fen: null, difference_fen: null,
    obstacle: 'readings' };
}
const rows = [account('1-10', 1000, 1250), account('1-9', 2000, 1900), unknown('1-1'), account('1-2', 500, 500)];
const rooms = (found: Row[]) => found.map(({ room }) => room);
const all = { search: '', kind: '', sort: 'room' } as const;

describe('a dry run', () => {
  it('sums those that can be compared and counts the others', () => {
    expect(summaryOf(rows)).toMatchObject({ compared: 3, obstacles: 1, before: 3500, after: 3650, more: 1, less: 1, same: 1 });
    expect(summaryOf(rows).most?.room).toBe('1-10');
    expect(summaryOf([account('1', 2, 1)]).most).toBeNull();
  });

  it('gives each account to one bin, and who pays the same to none of both sides', () => {
    const differences = [-1250, -100, 0, 1, 99, 100, 101, 1200, 600];
    const bins = binsOf(differences.map((fen) => account('1', 10_000, 10_000 + fen)));
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(differences.length);
    expect(bins.filter(({ to }) => to === 0)).toEqual([{ from: 0, to: 0, count: 1 }]);
    expect(bins.map(({ to }) => to)).toEqual([-1500, -1000, -500, 0, 500, 1000, 1500]);
    expect(bins.map(({ count }) => count)).toEqual([1, 0, 1, 1, 4, 1, 1]);
  });

  it('has few bins however much it is', () => {
    for (const furthest of [1, 7, 59, 61, 1200, 1201, 123_456_789])
      expect(binsOf([account('1', 0, furthest)]).length).toBeLessThanOrEqual(7);
    expect(binsOf([unknown('1')])).toEqual([]);
    expect(binsOf([account('1', 5, 5)])).toEqual([{ from: 0, to: 0, count: 1 }]);
  });

  it('sorts rooms as people count and puts what is not known last', () => {
    expect(rooms(lookedAt(rows, all))).toEqual(['1-1', '1-2', '1-9', '1-10']);
    expect(rooms(lookedAt(rows, { ...all, sort: '-difference' }))).toEqual(['1-10', '1-2', '1-9', '1-1']);
    expect(rooms(lookedAt(rows, { ...all, sort: 'difference' }))).toEqual(['1-9', '1-2', '1-10', '1-1']);
    expect(rooms(lookedAt(rows, { ...all, sort: '-percent' }))[0]).toBe('1-10');
  });

  it('finds by room and by what becomes of it', () => {
    expect(rooms(lookedAt(rows, { ...all, search: '1-9' }))).toEqual(['1-9']);
    expect(rooms(lookedAt(rows, { ...all, kind: 'more' }))).toEqual(['1-10']);
    expect(rooms(lookedAt(rows, { ...all, kind: 'less' }))).toEqual(['1-9']);
    expect(rooms(lookedAt(rows, { ...all, kind: 'same' }))).toEqual(['1-2']);
    expect(rooms(lookedAt(rows, { ...all, kind: 'obstacle' }))).toEqual(['1-1']);
  });

  it('says percents with two decimals and none of nothing', () => {
    expect(percentOf(300, 10)).toBe(333);
    expect(percentOf(0, 10)).toBeNull();
  });

  it('offers this month and the twelve before it', () => {
    expect(monthsBefore('2026-03-31').slice(0, 4)).toEqual(['2026-03', '2026-02', '2026-01', '2025-12']);
    expect(monthsBefore('2026-03-31')).toHaveLength(13);
  });
});
