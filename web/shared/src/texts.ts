import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Refusal, Schemas } from './call';
import { money } from './format';
import { unitOf, useMedium, type Medium } from './medium';
import { zone } from './session';
import { localMinute, localSecond } from './time';

// How the server says what is wrong with a field.
const wrongs: [RegExp, string][] = [
  [/^must be an integer from (\S+) to (\S+)$/, 'integer'],
  [/^must have (\S+) to (\S+) characters$/, 'characters'],
  [/^must be (\S+) to (\S+) digits$/, 'digits'],
  [/^must not hold control characters$/, 'control'],
  [/^must be the exact text, or hex: /, 'heartbeat'],
  [/^is missing$/, 'missing'],
  [/^is not allowed$/, 'not_allowed'],
  [/^must not lie in the future$/, 'future'],
  [/^do not add up to the total$/, 'apart'],
];

/**
 * Texts in the page's language. Where the page is about water, what stands under `water` in the
 * language files takes the place of the same key. `of` says so for a part of the page.
 */
export function useWords(of?: () => Medium | undefined) {
  const { t: say, te } = useI18n();
  const medium = useMedium(of);
  const known = (key: string) => te(key, 'zh-CN');
  const chosen = (key: string) =>
    medium.value === 'water' && known(`water.${key}`) ? `water.${key}` : key;
  const t = ((key: string, ...rest: unknown[]) =>
    (say as (key: string, ...rest: unknown[]) => string)(chosen(key), ...rest)) as typeof say;
  return { t, known, medium, unit: computed(() => unitOf(medium.value)) };
}

/** Codes and parameters of the API as sentences in the page's language. */
export function useTexts(of?: () => Medium | undefined) {
  const { t, known, medium, unit } = useWords(of);

  function wrong(text: string): string {
    for (const [pattern, name] of wrongs) {
      const found = pattern.exec(text);
      if (found) return t(`wrong.${name}`, { least: found[1], most: found[2] });
    }
    return text;
  }

  function wait(seconds: number): string {
    if (seconds < 90) return t('wait.seconds', { n: seconds });
    if (seconds < 90 * 60) return t('wait.minutes', { n: Math.ceil(seconds / 60) });
    return t('wait.hours', { n: Math.ceil(seconds / 3600) });
  }

  return {
    t,
    medium,
    unit,
    minute: (instant: string) => localMinute(instant, zone.value),
    second: (instant: string) => localSecond(instant, zone.value),

    refusal(refusal: Refusal): string {
      const key = `refusal.${refusal.code}`;
      const fields = refusal.problems
        .map(({ path, text }) => [known(`field.${path}`) ? t(`field.${path}`) : path, wrong(text)])
        .map((words) => words.join(' '))
        .join(', ');
      const said = { fields, wait: wait(refusal.retryAfter ?? 60) };
      return known(key) ? t(key, said) : t('refusal.other', { code: refusal.code });
    },

    reason(reason: Schemas['SupplyReason']): string {
      return t(`reason.${reason.code}`, {
        available: reason.available_fen === null ? '–' : money(reason.available_fen),
        overdue: reason.overdue_fen === null ? '–' : money(reason.overdue_fen),
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
