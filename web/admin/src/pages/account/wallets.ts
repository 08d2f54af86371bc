import type { Schemas } from '@e2ms/shared';

type Account = Schemas['Account'];

/** What a wallet holds, less what runs. */
export function heldIn(account: Account, purpose: Schemas['Purpose']): number {
  return purpose === 'fees' ? account.fees_fen : account.balance_fen;
}

/** The power may go off when so much less is there: -> what would be available; else null. */
export function wouldRunDry(
  account: Account,
  purpose: Schemas['Purpose'],
  less: number,
): number | null {
  if (purpose === 'fees' || account.mode === 'postpaid') return null;
  if (account.closed_at !== null || account.subsidised || less <= 0) return null;
  const left = account.available_fen - less;
  return left <= 0 ? left : null;
}
