import { computed, ref, type Ref } from 'vue';
import { localDay, localTime, useTexts, zone, zonedInstant } from '@e2ms/shared';

export type Instant = {
  day: Ref<string>;
  time: Ref<string>;
  /** In UTC; null while it is none. */
  at: Readonly<Ref<string | null>>;
  setToNow: () => void;
  /** What speaks against its having happened then, in words. */
  notYet: () => string[];
};

/** What an InstantField asks for when something has happened already. */
export function useInstant(): Instant {
  const { t } = useTexts();
  const day = ref('');
  const time = ref('');
  const at = computed(() => zonedInstant(day.value, time.value, zone.value));

  function setToNow(): void {
    day.value = localDay(Date.now(), zone.value);
    time.value = localTime(Date.now(), zone.value);
  }

  function notYet(): string[] {
    if (at.value === null) return [t('tariff.publish_when')];
    return Date.parse(at.value) > Date.now() ? [t('enter.future')] : [];
  }

  return { day, time, at, setToNow, notYet };
}
