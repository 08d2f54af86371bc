// What a part of a page is about: electricity, or water, whose quantities are m³ where the API says
// kWh. Whoever knows says it once, and all parts within speak of it.
import { computed, inject, provide, type ComputedRef, type InjectionKey } from 'vue';
import type { Schemas } from './call';

export type Medium = Schemas['Medium'];
const key: InjectionKey<ComputedRef<Medium>> = Symbol('medium');

/** `of` says it for this part and all within; without it, it is what the parts around say. */
export function useMedium(of?: () => Medium | undefined): ComputedRef<Medium> {
  const around = inject(key, undefined);
  const medium = computed(() => of?.() ?? around?.value ?? 'electricity');
  if (of) provide(key, medium);
  return medium;
}

/** What a thousand Wh, or litres, are called. */
export function unitOf(medium: Medium | undefined): 'kWh' | 'm³' {
  return medium === 'water' ? 'm³' : 'kWh';
}
