// What a line of a bill is called: "电费 · 峰 · 第 2 档".
import { useI18n } from 'vue-i18n';
import type { Schemas } from './call';

type Line = Pick<Schemas['Charge'], 'line' | 'tier' | 'period'>;

const kSurcharge = 'surcharge:';

export function useLineNames() {
  const { t, te } = useI18n();
  const known = (key: string) => te(key, 'zh-CN');

  function kind(code: string): string {
    if (!code.startsWith(kSurcharge)) return known(`bill_line.${code}`) ? t(`bill_line.${code}`) : code;
    const own = code.slice(kSurcharge.length);
    const named = `bill_line.surcharge_${own}`;
    return known(named) ? t(named) : t('bill_line.surcharge', { code: own });
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

  return { kind, line, period, register };
}
