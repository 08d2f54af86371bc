import type { Schemas } from '@e2ms/shared';

export type Difference = { what: 'opening' | 'moved' | 'closing'; fen: number };

/** What does not add up in the totals; of books that are in order, nothing. */
export function differences(total: Schemas['BookSums']): Difference[] {
  const all: Difference[] = [
    { what: 'opening', fen: total.opening_fen },
    { what: 'moved', fen: total.debit_fen - total.credit_fen },
    { what: 'closing', fen: total.closing_fen },
  ];
  return all.filter(({ fen }) => fen !== 0);
}
