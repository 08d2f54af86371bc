// What the server thinks of the draft while it is written: its problems, and an example bill.
import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import { post, Refusal, useTexts, type Schemas } from '@e2ms/shared';
import type { Terms } from '../../parts/tariff/terms';
import type { Problems } from './problems';

export type ExampleInput = {
  month: string;
  kwh: number;
  profile: Schemas['LoadProfile'];
  used_before_kwh: number;
};

const settle = 400; // milliseconds without another keystroke

export function useLive(terms: Ref<Terms>, input: Ref<ExampleInput>) {
  const texts = useTexts();
  const problems = shallowRef<Problems>([]);
  const bill = shallowRef<Schemas['ExampleBill'] | null>(null);
  const refused = ref('');
  const busy = ref(true);
  let timer = 0;
  let turn = 0;

  async function ask(): Promise<void> {
    const mine = ++turn;
    const sent = terms.value;
    try {
      const found = await post('/api/v1/tariffs/check', undefined, { terms: sent });
      if (mine !== turn) return;
      problems.value = found.problems;
      if (found.problems.length) {
        bill.value = null;
      } else {
        const priced = await post('/api/v1/tariffs/example', undefined, {
          ...input.value,
          terms: sent,
        });
        if (mine !== turn) return;
        bill.value = priced;
      }
      refused.value = '';
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (mine !== turn) return;
      bill.value = null;
      refused.value = texts.refusal(error);
    } finally {
      if (mine === turn) busy.value = false;
    }
  }

  watch(
    [terms, input],
    () => {
      busy.value = true;
      clearTimeout(timer);
      timer = window.setTimeout(() => void ask(), settle);
    },
    { deep: true, immediate: true },
  );
  onScopeDispose(() => {
    clearTimeout(timer);
    turn += 1;
  });
  return { problems, bill, refused, busy };
}
