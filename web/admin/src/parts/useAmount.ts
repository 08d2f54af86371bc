import { computed, ref } from 'vue';
import { parseYuan } from '@e2ms/shared';

/** An amount of yuan that a person types; more than zero and at most `most` fen. */
export function useAmount(most: () => number) {
  const text = ref('');
  const fen = computed(() => {
    const typed = parseYuan(text.value);
    return typed !== null && typed > 0 && typed <= most() ? typed : null;
  });
  return { text, fen };
}
