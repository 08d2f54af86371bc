import { computed, shallowRef } from 'vue';
import type { Refusal } from '@e2ms/shared';

export type Keyed<Body> = Body & { readonly key: string };

// Refused for what it says. Whatever else comes leaves it open whether an attempt before it, whose
// answer was lost, was carried out.
const definite = [404, 409, 422];

/**
 * An order about money that was sent and not yet answered. It stays the same to the fen and to the
 * key, so that it is carried out once however often it is sent; also when the page is loaded again
 * in between.
 */
export function usePendingOrder<Body extends object>(place: string) {
  const name = `e2ms.${place}`;

  function remembered(): Keyed<Body> | null {
    try {
      return JSON.parse(sessionStorage.getItem(name) ?? 'null') as Keyed<Body> | null;
    } catch {
      return null;
    }
  }

  const pending = shallowRef(remembered());

  function keep(order: Keyed<Body> | null): void {
    pending.value = order;
    try {
      if (order) sessionStorage.setItem(name, JSON.stringify(order));
      else sessionStorage.removeItem(name);
    } catch {
      // A browser without storage remembers it for as long as the page is open.
    }
  }

  return {
    pending: computed(() => pending.value),
    /** The pending one, or a new one that now is. */
    begin(body: Body): Keyed<Body> {
      const order = pending.value ?? { ...body, key: crypto.randomUUID() };
      keep(order);
      return order;
    },
    answered: () => keep(null),
    refused(refusal: Refusal): void {
      if (definite.includes(refusal.status)) keep(null);
    },
  };
}
