import { readonly, ref } from 'vue';
import type { Refusal, Schemas } from '@e2ms/shared';

type Purpose = Schemas['Purpose'];
export type TopUpOrder = { key: string; amount_fen: number; note: string; purpose: Purpose };

// Refused for what it says. Whatever else comes leaves it open whether an attempt before it, whose
// answer was lost, has been credited.
const definite = [404, 409, 422];

/**
 * A top-up that was sent and not yet answered. It stays the same to the fen and to the key, so that
 * it is credited once however often it is sent; also when the page is loaded again in between.
 */
export function usePendingTopUp(account: number) {
  const place = `e2ms.top_up.${account}`;

  function remembered(): TopUpOrder | null {
    try {
      return JSON.parse(sessionStorage.getItem(place) ?? 'null') as TopUpOrder | null;
    } catch {
      return null;
    }
  }

  const pending = ref(remembered());

  function keep(order: TopUpOrder | null): void {
    pending.value = order;
    try {
      if (order) sessionStorage.setItem(place, JSON.stringify(order));
      else sessionStorage.removeItem(place);
    } catch {
      // A browser without storage remembers it for as long as the page is open.
    }
  }

  return {
    pending: readonly(pending),
    /** The pending one, or a new one that now is. */
    begin(amount_fen: number, note: string, purpose: Purpose): TopUpOrder {
      if (!pending.value) keep({ key: crypto.randomUUID(), amount_fen, note, purpose });
      return pending.value as TopUpOrder;
    },
    credited: () => keep(null),
    refused(refusal: Refusal): void {
      if (definite.includes(refusal.status)) keep(null);
    },
  };
}
