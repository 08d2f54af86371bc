import { useI18n } from 'vue-i18n';
import type { Refusal, Schemas } from './call';
import { money } from './format';
import { zone } from './session';
import { localMinute, localSecond } from './time';

/** Codes and parameters of the API as sentences in the page's language. */
export function useTexts() {
  const { t, te } = useI18n();
  const known = (key: string) => te(key, 'zh-CN');

  return {
    t,
    minute: (instant: string) => localMinute(instant, zone.value),
    second: (instant: string) => localSecond(instant, zone.value),

    refusal(refusal: Refusal): string {
      const key = `refusal.${refusal.code}`;
      const fields = refusal.problems
        .map(({ path, text }) => (known(`field.${path}`) ? t(`field.${path}`) : `${path} ${text}`))
        .join(', ');
      return known(key) ? t(key, { fields }) : t('refusal.other', { code: refusal.code });
    },

    reason(reason: Schemas['SupplyReason']): string {
      return t(`reason.${reason.code}`, {
        available: reason.available_fen === null ? '–' : money(reason.available_fen),
        limit: reason.limit_fen === null ? '–' : money(reason.limit_fen),
        note: reason.note ?? '',
      });
    },

    until(until: Schemas['Until']): string {
      const at = until.at === null ? '–' : localMinute(until.at, zone.value);
      return t(`until.${until.basis}`, { at });
    },
  };
}
