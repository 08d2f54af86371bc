import { shallowRef, type ShallowRef } from 'vue';
import { inBackground, Refusal } from './call';

export type Cause = 'person' | 'event';
/** Sends one request in the name of whoever caused it. */
type Send = <A>(ask: () => A) => A;

export type Resource<T> = {
  value: ShallowRef<T | null>;
  refusal: ShallowRef<Refusal | null>;
  busy: ShallowRef<boolean>;
  /** It may have changed: fetched after what is under way, never beside it. */
  refresh: (cause?: Cause) => Promise<void>;
  /** Something else is wanted: what is under way answers a question of before. */
  renew: () => Promise<void>;
};

const byPerson: Send = (ask) => ask();

/** Something fetched: kept while it is fetched again, and kept, as stale, when that fails. */
export function useResource<T>(fetch: (send: Send) => Promise<T>): Resource<T> {
  const value = shallowRef<T | null>(null);
  const refusal = shallowRef<Refusal | null>(null);
  const busy = shallowRef(false);
  let turn = 0;
  let again: Cause | null = null;
  let running: Promise<void> | null = null;

  async function once(mine: number, send: Send): Promise<void> {
    try {
      const answer = await send(() => fetch(send));
      if (mine !== turn) return;
      value.value = answer;
      refusal.value = null;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (mine === turn) refusal.value = error;
    }
  }

  async function run(cause: Cause): Promise<void> {
    const mine = ++turn;
    busy.value = true;
    again = cause;
    try {
      while (mine === turn && again) {
        const send = again === 'event' ? inBackground : byPerson;
        again = null;
        await once(mine, send);
      }
    } finally {
      if (mine === turn) {
        busy.value = false;
        running = null;
      }
    }
  }

  function refresh(cause: Cause = 'person'): Promise<void> {
    if (!running) return renew(cause);
    if (again !== 'person') again = cause;
    return running;
  }

  function renew(cause: Cause = 'person'): Promise<void> {
    running = run(cause);
    return running;
  }

  void renew();
  return { value, refusal, busy, refresh, renew: () => renew() };
}

/**
 * A part of the page that is loaded when it is wanted. When that failed, another try begins with a
 * new page: many browsers remember that a module could not be had and don't ask for it again.
 */
export function usePart<T>(load: () => Promise<T>): Resource<T> {
  let failed = false;
  return useResource(async () => {
    try {
      if (failed) await startOver();
      return await load();
    } catch {
      failed = true;
      throw new Refusal(0, 'no_answer', []);
    }
  });
}

/** Rejects while the server is away: a page that says so is better than the browser's own. */
async function startOver(): Promise<void> {
  await fetch(location.href, { cache: 'no-store' });
  location.reload();
  await new Promise(() => undefined);
}

type Page<Item> = { items: Item[]; next: string | null };

const most = 200; // items of one answer

/** A list that grows by `step`; however it is fetched again, it stays as long as it is shown. */
export function useList<Item>(
  step: number,
  fetch: (limit: number, cursor?: string) => Promise<Page<Item>>,
) {
  const more = shallowRef(false);
  let wanted = step;

  const list = useResource(async (send) => {
    let page = await send(() => fetch(Math.min(wanted, most)));
    while (page.next && page.items.length < wanted) {
      const { items, next } = page;
      const left = Math.min(wanted - items.length, most);
      const following = await send(() => fetch(left, next));
      page = { items: [...items, ...following.items], next: following.next };
    }
    return page;
  });

  async function loadMore(): Promise<void> {
    if (more.value) return;
    more.value = true;
    wanted += step;
    await list.refresh();
    more.value = false;
  }

  function renew(): Promise<void> {
    wanted = step;
    return list.renew();
  }

  return { ...list, renew, loadMore, loadingMore: more };
}
