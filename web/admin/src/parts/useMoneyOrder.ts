import { computed, shallowRef } from 'vue';
import { useTexts } from '@e2ms/shared';
import { useOrder } from './useOrder';
import { usePendingOrder, type Keyed } from './usePendingOrder';

/**
 * An order that moves money: carried out once, however often its answer is lost. While that is
 * open, the order can only be sent again as it was; `place` is where the browser remembers it.
 */
export function useMoneyOrder<Body extends object, Answer>(
  place: string,
  carryOut: (order: Keyed<Body>) => Promise<Answer>,
) {
  const texts = useTexts();
  const order = useOrder();
  const { pending, begin, answered, refused } = usePendingOrder<Body>(place);
  const done = shallowRef<Answer>();

  /** The dialog opens: -> what is still open of it. */
  function reopen(): Keyed<Body> | null {
    done.value = undefined;
    order.refused.value = pending.value ? texts.t('money_order.unsure') : '';
    return pending.value;
  }

  /** True when it is done, and `done` says what came of it. */
  function send(body: Body): Promise<boolean> {
    const kept = begin(body);
    return order.send(
      async () => {
        done.value = await carryOut(kept);
        answered();
      },
      (refusal) => {
        refused(refusal);
        const why = refusal.status === 0 ? '' : texts.refusal(refusal);
        return pending.value ? `${why} ${texts.t('money_order.unsure')}`.trim() : why;
      },
    );
  }

  return { order, done, reopen, send, pending: computed(() => pending.value !== null) };
}
