// Pieces of a tariff in the page's words.
import { useLineNames, useTexts } from '@e2ms/shared';
import { byPeriod, periodsOf, tiersOf, type Row, type Rule, type Terms } from './terms';

export function useTariffWords() {
  const { t, unit } = useTexts();
  const names = useLineNames();

  /** "1–3月, 12月" */
  function months(list: number[] | undefined): string {
    if (!list?.length || list.length === 12) return t('tariff.all_months');
    const sorted = [...list].sort((a, b) => a - b);
    const runs: [number, number][] = [];
    for (const month of sorted) {
      const open = runs.at(-1);
      if (open && open[1] === month - 1) open[1] = month;
      else runs.push([month, month]);
    }
    return runs
      .map(([from, to]) =>
        from === to ? t('tariff.month', { month: from }) : t('tariff.months', { from, to }),
      )
      .join(t('tariff.comma'));
  }

  /** "2760 – 4800 kWh" */
  function limits(rows: Row[], place: number): string {
    const from = place === 0 ? '0' : (rows[place - 1]?.upto ?? '');
    const to = rows[place]?.upto ?? null;
    if (rows.length === 1) return t('tariff.any_energy');
    return to === null ? t('tariff.above', { from }) : `${from} – ${to} ${unit.value}`;
  }

  function cycle(terms: Terms): string {
    const of = terms.tier_cycle ?? { unit: 'month' };
    if (of.unit === 'month') return t('tariff.cycle_month', { day: of.day ?? 1 });
    const [month, day] = (of.start ?? '01-01').split('-').map(Number);
    return t('tariff.cycle_year', { month: month ?? 1, day: day ?? 1 });
  }

  function rule(of: Rule): string {
    const parts = [];
    if (of.holidays?.length) parts.push(of.holidays.join(t('tariff.comma')));
    if (of.days && of.days !== 'all') parts.push(t(`tariff.days.${of.days}`));
    if (of.months?.length) parts.push(months(of.months));
    parts.push(of.times?.length ? of.times.join(t('tariff.comma')) : t('tariff.whole_day'));
    return `${parts.join(' · ')} → ${names.period(of.period)}`;
  }

  /** "阶梯 · 0.5283 起", for lists. */
  function summary(terms: Terms): string {
    const { energy } = terms;
    const kind = t(`tariff.kind.${energy.type}`);
    const prices: string[] = [];
    if (energy.price !== undefined) prices.push(energy.price);
    if (byPeriod(energy)) {
      const of = energy.prices ?? energy.rows?.[0]?.prices ?? {};
      prices.push(...periodsOf(energy).map((name) => `${names.period(name)} ${of[name]}`));
    } else if (energy.type === 'tier') {
      prices.push(
        tiersOf(energy)
          .map((row) => row.price)
          .join(' / '),
      );
    }
    return `${kind} · ${prices.join(t('tariff.comma'))}`;
  }

  return { cycle, limits, months, rule, summary };
}
