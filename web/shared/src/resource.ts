import { shallowRef, type ShallowRef } from 'vue';
import { Refusal } from './call';

export type Resource<T> = {
  value: ShallowRef<T | null>;
  refusal: ShallowRef<Refusal | null>;
  busy: ShallowRef<boolean>;
  refresh: () => Promise<void>;
};

/** Something fetched: kept while it is fetched again, and kept, as stale, when that fails. */
export function useResource<T>(fetch: () => Promise<T>): Resource<T> {
  const value = shallowRef<T | null>(null);
  const refusal = shallowRef<Refusal | null>(null);
  const busy = shallowRef(false);
  let turn = 0;

  async function refresh(): Promise<void> {
    const mine = ++turn;
    busy.value = true;
    try {
      const answer = await fetch();
      if (mine !== turn) return;
      value.value = answer;
      refusal.value = null;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (mine === turn) refusal.value = error;
    } finally {
      if (mine === turn) busy.value = false;
    }
  }

  void refresh();
  return { value, refusal, busy, refresh };
}

type Page<Item> = { items: Item[]; next: string | null };

/** A list that grows by "more"; a refresh starts again at its head. */
export function useList<Item>(fetch: (cursor?: string) => Promise<Page<Item>>) {
  const more = shallowRef(false);
  const list = useResource(() => fetch());

  async function loadMore(): Promise<void> {
    const page = list.value.value;
    if (!page?.next || more.value) return;
    more.value = true;
    try {
      const following = await fetch(page.next);
      if (list.value.value === page)
        list.value.value = { items: [...page.items, ...following.items], next: following.next };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      list.refusal.value = error;
    } finally {
      more.value = false;
    }
  }

  return { ...list, loadMore, loadingMore: more };
}
