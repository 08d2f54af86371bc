import { onScopeDispose, ref, type Ref } from 'vue';
import { post, postForFile, useResource } from '@e2ms/shared';
import { saveFile } from '../saveFile';
import type { Terms } from '../tariff/terms';
import type { Row } from './compared';

export type DryRunAsk = { tariff: number; terms: Terms; month: string };

/** All accounts of a tariff, a page after the other, so that the server has time for others. */
export function useDryRun(ask: Ref<DryRunAsk>) {
  const done = ref(0);
  let turn = 0;
  onScopeDispose(() => (turn += 1));

  const rows = useResource(async (send) => {
    const mine = ++turn;
    const { tariff, terms, month } = ask.value;
    const found: Row[] = [];
    done.value = 0;
    for (let after = 0; mine === turn; ) {
      const body = { month, terms, after };
      const page = await send(() => post('/api/v1/tariffs/{id}/dry-run', tariff, body));
      found.push(...page.items);
      if (mine === turn) done.value = found.length;
      if (!page.next) break;
      after = Number(page.next);
    }
    return found;
  });

  /** As many workbooks as it takes. */
  async function save(name: string): Promise<void> {
    const { tariff, terms, month } = ask.value;
    let after = 0;
    for (let number = 1; ; number += 1) {
      const body = { month, terms, after };
      const file = await postForFile('/api/v1/tariffs/{id}/dry-run.xlsx', tariff, body);
      const more = number > 1 || file.next !== null ? ` (${number})` : '';
      saveFile(`${name} ${month}${more}.xlsx`, file.blob);
      if (file.next === null) return;
      after = file.next;
    }
  }

  return { rows, done, save };
}
