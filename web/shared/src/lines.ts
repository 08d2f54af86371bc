// What a line of a bill is called, "电费 · 峰 · 第 2 档", and how it comes about.
import type { Schemas } from './call';
import { atMost, decimal, percent } from './format';
import type { Medium } from './medium';
import { useWords } from './texts';

type Line = Pick<Schemas['Charge'], 'line' | 'tier' | 'period'>;
export type LineGroup = 'energy' | 'surcharges' | 'shares' | 'subsidies' | 'other' | 'fees' | 'tax';

// Lines with a code of the tariff's own behind the kind.
const withCode = ['surcharge', 'fixed', 'vat', 'subsidy'];
const isSubsidy = (code: string) => code.startsWith('subsidy:');

/** "share:loss:7": what a sharing group divides. */
export const isShare = (code: string) => code.startsWith('share:');

/** VAT is a line for each of the two wallets. */
export const isTax = (code: string) => code === 'vat' || code.startsWith('vat:');
const energy = ['energy', 'free_quota', 'tier_adder', 'whole_kwh'];

/** Where a line stands on a bill. */
export function groupOf(code: string): LineGroup {
  if (energy.includes(code)) return 'energy';
  if (code.startsWith('surcharge:')) return 'surcharges';
  if (isShare(code)) return 'shares';
  if (code.startsWith('fixed:')) return 'fees';
  if (isSubsidy(code)) return 'subsidies';
  return isTax(code) ? 'tax' : 'other';
}

/** "-0.533333333333" -> "-¥0.5333" */
function shortly(price: string): string {
  const [whole = '0', fraction = ''] = price.replace('-', '').split('.');
  return `-¥${decimal(`${whole}.${fraction.slice(0, 4)}`)}`;
}

export function useLineNames(of?: () => Medium | undefined) {
  const { t, known, unit } = useWords(of);

  function kind(code: string): string {
    if (isShare(code)) return t(`bill_line.share_${code.split(':')[1]}`);
    const [kindOf = '', own] = code.split(/:(.*)/);
    if (own === undefined || !withCode.includes(kindOf))
      return known(`bill_line.${code}`) ? t(`bill_line.${code}`) : code;
    const named = `bill_line.${kindOf}_${own}`;
    return known(named) ? t(named) : t(`bill_line.${kindOf}`, { code: own });
  }

  function period(name: string): string {
    return known(`bill_period.${name}`) ? t(`bill_period.${name}`) : name;
  }

  function register(name: string): string {
    return known(`bill_register.${name}`) ? t(`bill_register.${name}`) : name;
  }

  function line(of: Line): string {
    const parts = [kind(of.line)];
    if (of.period !== null) parts.push(period(of.period));
    if (of.tier !== null) parts.push(t('charge.tier', { tier: of.tier }));
    return parts.join(' · ');
  }

  /** "12.345 kWh × ¥0.60", "¥123.45 × 6%", "30 × ¥5.00"; of a part of a month its price. */
  function how(of: Schemas['BillLine']): string {
    const ofMoney = isTax(of.line) || of.line === 'pf_adjust';
    if (ofMoney) return `¥${decimal(of.quantity)} × ${percent(of.price)}`;
    if (of.line === 'whole_kwh') return t('bill.whole_kwh', { kwh: decimal(of.quantity, 0) });
    if (of.line === 'demand') return `${decimal(of.quantity, 0)} kW × ¥${decimal(of.price)}`;
    if (isShare(of.line))
      return `${atMost(of.quantity, 3, 0)} kWh × ¥${atMost(of.price, 6)}`;
    if (of.energy_wh !== null)
      return `${decimal(of.quantity, 3)} ${unit.value} × ¥${decimal(of.price)}`;
    // Of yuan a grant pays one for one; of kWh what they cost on average.
    if (isSubsidy(of.line))
      return of.price === '-1'
        ? `-¥${decimal(of.quantity)}`
        : `${decimal(of.quantity, 2)} ${unit.value} × ${shortly(of.price)}`;
    const partly = of.quantity === '1' && decimal(of.exact_yuan) !== decimal(of.price);
    if (partly) return t('bill.share', { price: decimal(of.price) });
    return `${decimal(of.quantity, 0)} × ¥${decimal(of.price)}`;
  }

  /** "最大需量、无功电量" */
  function figures(which: Schemas['MissingFigures']): string {
    return which.map((one) => t(`figure.${one}`)).join(t('figure.and'));
  }

  /** "最大需量 84.6125 kW · 无功电量 9,120 kvarh" */
  function entry(of: Schemas['Figures']): string {
    return (['demand_kw', 'kvarh', 'kwh'] as const)
      .filter((name) => of[name] !== null)
      .map((name) => `${t(`figure.${name}`)} ${decimal(of[name] ?? '', 0)} ${t(`figure_unit.${name}`)}`)
      .join(' · ');
  }

  /** "2026-11" -> "2026 年 11 月" */
  function month(bill: string): string {
    return t('bill.month', { year: bill.slice(0, 4), month: bill.slice(5) });
  }

  return { entry, figures, how, kind, line, month, period, register };
}
