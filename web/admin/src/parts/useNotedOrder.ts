import { ref, watch, type Ref } from 'vue';
import { useOrder, type Order } from './useOrder';

export type NotedOrder = {
  order: Order;
  /** Why it is ordered, in the person's words; empty again each time the dialog opens. */
  note: Ref<string>;
  /** Sends nothing without a note; else carries the order out with it. */
  send: (carryOut: (note: string) => Promise<void>) => Promise<void>;
};

/** What a person orders in a dialog and must say why; `needed` tells them that this is missing. */
export function useNotedOrder(open: Ref<boolean>, needed: () => string): NotedOrder {
  const order = useOrder();
  const note = ref('');
  watch(open, (now) => {
    if (now) note.value = order.refused.value = '';
  });

  async function send(carryOut: (note: string) => Promise<void>): Promise<void> {
    const said = note.value.trim();
    if (said) await order.send(() => carryOut(said));
    else order.refused.value = needed();
  }

  return { order, note, send };
}
