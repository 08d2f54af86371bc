import { computed, ref, watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { useResource } from '@e2ms/shared';

type Page = { items: unknown[]; next: string | null; total: number };

/**
 * A list whose filters live in the address, so that it can be shared and the way back works.
 * Pages are walked by cursor: back is where one came from.
 */
export function usePages<P extends Page>(
  names: readonly string[],
  fetch: (query: Record<string, string | undefined>) => Promise<P>,
) {
  const route = useRoute();
  const router = useRouter();
  const name = route.name;
  const trail = ref<string[]>([]);
  const query = computed(() => {
    const known: Record<string, string | undefined> = {};
    for (const key of names)
      known[key] = typeof route.query[key] === 'string' ? String(route.query[key]) : undefined;
    return known;
  });

  const page = useResource(() => fetch({ ...query.value, cursor: trail.value.at(-1) }));
  watch(query, (now, before) => {
    if (route.name !== name || JSON.stringify(now) === JSON.stringify(before)) return;
    trail.value = [];
    void page.renew();
  });
  // What was there is gone: the way back is the beginning.
  watch(page.value, (now) => {
    if (now && now.items.length === 0 && trail.value.length > 0) {
      trail.value = [];
      void page.renew();
    }
  });

  function filter(key: string) {
    return computed({
      get: () => query.value[key] ?? '',
      set: (value: string | undefined) => {
        void router.replace({ query: { ...route.query, [key]: value || undefined } });
      },
    });
  }
  function forward(): void {
    const next = page.value.value?.next;
    if (!next) return;
    trail.value = [...trail.value, next];
    void page.renew();
  }
  function back(): void {
    trail.value = trail.value.slice(0, -1);
    void page.renew();
  }
  return { page, filter, forward, back, depth: computed(() => trail.value.length) };
}
