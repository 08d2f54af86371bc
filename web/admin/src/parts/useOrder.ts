import { ref, type Ref } from 'vue';
import { Refusal, useTexts } from '@e2ms/shared';

export type Order = {
  /** It is under way: another click sends nothing. */
  busy: Ref<boolean>;
  /** Why it can't be, in words; empty when nothing speaks against it. */
  refused: Ref<string>;
  /** True when it was carried out to its end, with all that follows from it. */
  send: (carryOut: () => Promise<void>, say?: (why: Refusal) => string) => Promise<boolean>;
};

/** What a person orders the server to do: once at a time, and what it refuses is said in words. */
export function useOrder(): Order {
  const texts = useTexts();
  const busy = ref(false);
  const refused = ref('');

  async function send(
    carryOut: () => Promise<void>,
    say: (why: Refusal) => string = texts.refusal,
  ): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    refused.value = '';
    try {
      await carryOut();
      return true;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused.value = say(error);
      return false;
    } finally {
      busy.value = false;
    }
  }

  return { busy, refused, send };
}
